"""Slack: its settings, a plan's channel, and the two addresses that Slack itself calls."""
