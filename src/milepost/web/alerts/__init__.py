"""What the watch sends: the days of a workspace, and the alerts of one plan."""
