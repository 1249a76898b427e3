"""The seller's pages about plans: list, Today, the plan itself, timeline, history, people."""
