"""Speed and size, measured: `make bench` (or `python -m benchmarks`) prints every figure."""
