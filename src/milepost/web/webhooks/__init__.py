"""Outgoing webhooks, for administrators: endpoints, their deliveries, tests and replays."""
