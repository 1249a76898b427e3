"""The pages of deals: the list, one deal, and imports."""
