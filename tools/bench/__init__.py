"""Benchmarks, each figure against something bare that was timed in turns with it: `make bench`."""

import textrnn as textrnn  # Numerics are pinned before a benchmark imports numpy or torch.
