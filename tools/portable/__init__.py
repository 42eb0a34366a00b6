"""The proof that other CPUs compute the same bits: `make portable`."""

import textrnn as textrnn  # Numerics are pinned before anything here imports numpy or torch.
