"""The road's stages, one small script each."""

import textrnn as textrnn  # Numerics are pinned before a stage imports numpy or torch.
