"""A member's inbox, and how they want to be told."""
