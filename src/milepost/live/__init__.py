"""Live pages: server-sent events, fed by LISTEN/NOTIFY with one listener a process."""
