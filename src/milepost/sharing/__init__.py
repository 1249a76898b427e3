"""Sharing a plan with the buyer: who may open it, by which link, and what they asked for."""
