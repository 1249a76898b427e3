"""The parts of the fault run: each a module with WORDS, COUNTS and run."""
