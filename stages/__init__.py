"""The road's stages, one small script each."""

import os
import signal
import sys

try:
    import textrnn as textrnn  # Numerics are pinned before a stage imports numpy or torch.
except ImportError as error:
    sys.exit(f"numerics: {error}")
from stages.command_line import tell


def end_at_once(*_: object) -> None:
    """What Ctrl-C does while modules are imported, some of which would swallow an exception."""
    tell("stopped before it began")
    os._exit(130)


if sys.argv[0] == "-m":  # A stage starts: it imports for seconds before command.run takes over.
    signal.signal(signal.SIGINT, end_at_once)
