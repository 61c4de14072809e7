"""What is fast, and how fast against the plain way of doing it: ratios measured in one run, `python -m benchmarks`."""
