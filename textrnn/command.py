"""A stage's command line: the task, then the paths it reads and writes."""

import sys
from collections.abc import Callable
from pathlib import Path

from textrnn.errors import InputError


def run(main: Callable[..., None]) -> None:
    """Call `main(task, *paths)` with the command line; exit with 2 and one message on a user's mistake."""
    task, *paths = sys.argv[1:]
    stage = Path(sys.argv[0]).stem
    try:
        main(task, *map(Path, paths))
    except InputError as error:
        print(f"{task}.{stage}: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print(f"{task}.{stage}: stopped; nothing half-written is left behind", file=sys.stderr)
        sys.exit(130)
