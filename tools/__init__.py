"""Commands for those who work on the pipeline: `make help`."""

import sys

from textrnn import numerics

if sys.argv[0] == "-m":  # A tool starts: `python -m tools.…` owns the process.
    try:
        numerics.pin("portable")
    except numerics.NumericsError as error:
        sys.exit(f"numerics: {error}")
