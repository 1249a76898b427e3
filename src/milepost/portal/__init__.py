"""The buyer's pages: a personal link, the shared success plan, one action each."""
