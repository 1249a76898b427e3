"""Signing in, set-up, joining by invitation, and one's own profile."""
