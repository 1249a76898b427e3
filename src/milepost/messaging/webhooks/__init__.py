"""Signed outgoing webhooks after Standard Webhooks: from a change to the seller's own systems."""
