"""The seller's pages of reviews: planned, held, closed, and the register of risks."""
