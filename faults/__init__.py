"""Promises shown by injecting the fault: `make faults`, `python -m faults [PART …]`."""
