"""Commands for those who work on the pipeline: `make help`."""

import sys

try:
    import textrnn as textrnn  # Numerics are pinned before a tool imports numpy or torch.
except ImportError as error:
    sys.exit(f"numerics: {error}")
