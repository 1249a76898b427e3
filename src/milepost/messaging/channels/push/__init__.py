"""Push messages to a member's browsers, by the Web Push standards, encrypted for each of them."""
