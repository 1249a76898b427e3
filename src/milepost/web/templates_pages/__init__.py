"""The Templates section: the lists of steps that plans start from, and the library of steps."""
