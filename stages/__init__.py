"""The pipeline's stages, one small script each; command_line.py runs them."""

import sys

from stages.command_line import begin

if sys.argv[0] == "-m":  # A stage starts: `python -m stages.…` owns the process.
    begin()
