"""Open pages of both sides: a change by either is on the other's within a second."""
