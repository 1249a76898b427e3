"""Push messages in a member's own browsers: switched on and off there, by a button."""
