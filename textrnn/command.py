"""A stage's command line: the task, then the paths that the stage reads and writes."""

import inspect
import sys
from collections.abc import Callable
from pathlib import Path

from textrnn.errors import InputError

RESTORE = "What the stage made before comes back with: git restore metrics plots samples; dvc checkout"


def run(main: Callable[..., None]) -> None:
    """Call `main(task, *paths)` with the command line; exit with 2 and one message on a user's mistake."""
    stage = Path(sys.argv[0]).stem
    names = list(inspect.signature(main).parameters)
    if len(sys.argv) - 1 != len(names):
        sys.exit(f"usage: python -m stages….{stage} {' '.join(f'<{name}>' for name in names)}; see dvc.yaml")
    task, *paths = sys.argv[1:]
    try:
        main(task, *map(Path, paths))
    except InputError as error:
        stop(f"{task}.{stage}: {error}", 2)
    except FileNotFoundError as error:
        stop(f"{task}.{stage}: {error.filename} is not there; dvc repro runs the stage that makes it", 2)
    except KeyboardInterrupt:
        stop(f"{task}.{stage}: stopped, nothing is left half-written", 130)


def stop(message: str, status: int) -> None:
    """End with a message that also says how to get back what DVC removed before the stage started."""
    print(message, RESTORE, sep="\n", file=sys.stderr)
    sys.exit(status)
