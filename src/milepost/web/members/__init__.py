"""The workspace's people and settings, and the messages that were kept."""
