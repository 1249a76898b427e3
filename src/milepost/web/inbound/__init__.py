"""Mail that comes in: what a provider posts, and what waits for a person to look at."""
