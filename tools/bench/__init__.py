"""Benchmarks, each figure against something bare that was timed in turns with it: `make bench`."""
