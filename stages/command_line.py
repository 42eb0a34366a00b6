"""A stage's command line: the task, then the paths that the stage reads and writes."""

import inspect
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from textrnn.errors import InputError, LostError

RESTORE = (
    "Earlier results: what was committed comes back with git restore metrics plots samples; dvc checkout "
    "(where it was made or pulled before)\n"
    "What was not: take back your change of params.yaml, your text or the code, and run dvc repro, which computes "
    "nothing twice"
)


def run(main: Callable[..., None]) -> None:
    """Call `main(task, *paths)` with the command line; exit with 2 and one message on a user's mistake."""
    for number in (signal.SIGINT, signal.SIGTERM):  # Imports, which stages/__init__.py lets end at once, are over.
        signal.signal(number, signal.default_int_handler)
    stage = Path(sys.argv[0]).stem
    names = list(inspect.signature(main).parameters)
    if len(sys.argv) - 1 != len(names):
        module = getattr(sys.modules["__main__"].__spec__, "name", stage)
        print(f"usage: ./python -m {module} {' '.join(f'<{name}>' for name in names)}; see dvc.yaml", file=sys.stderr)
        sys.exit(2)
    task, *paths = sys.argv[1:]
    try:
        main(task, *map(Path, paths))
    except InputError as error:
        stop(f"{task}.{stage}: {error}", 2)
    except FileNotFoundError as error:
        stop(f"{task}.{stage}: {error.filename or error} is not there; dvc repro runs the stage that makes it", 2)
    except OSError as error:
        stop(f"{task}.{stage}: {error}; mend that, and run it again", 2)
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "can't allocate memory" not in str(error):  # As torch says it.
            raise
        stop(f"{task}.{stage}: not enough memory ({error}); lower the sizes in {task} of params.yaml", 2)
    except LostError as error:
        stop(f"{task}.{stage}: {'; '.join(error.args)}", 1)
    except KeyboardInterrupt as error:
        stop(f"{task}.{stage}: {'; '.join(error.args or ('stopped, nothing is left half-written',))}", 130)


def stop(message: str, status: int) -> None:
    """End with a message."""
    tell(message)
    sys.exit(status)


def tell(message: str) -> None:
    """Print a message that, under DVC, also says how to get back what it removed before the stage started."""
    print(message, *([RESTORE] if "DVC_ROOT" in os.environ else []), sep="\n", file=sys.stderr, flush=True)
