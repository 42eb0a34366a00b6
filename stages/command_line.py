"""A stage's command line: the task, then by name the paths that the stage reads and writes."""

import argparse
import inspect
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from textrnn import numerics
from textrnn.errors import InputError, explain_error
from textrnn.params.yaml_file import read_numerics
from textrnn.report.terminal import printable

RESTORE = (
    "To go on: fix params.yaml, your data or the code, and run dvc repro, which computes nothing twice\n"
    "To go back to the last commit: git restore dvc.lock metrics plots samples && dvc checkout; "
    "git restore params.yaml drops your changes of it as well"
)


def begin() -> None:
    """Pin numerics as params.yaml says, before the stage imports numpy or torch; let Ctrl-C end it meanwhile."""
    signal.signal(signal.SIGINT, end_at_once)
    try:
        numerics.pin(read_numerics(Path("params.yaml")))
    except (InputError, numerics.NumericsError) as error:
        stop(str(error), 2)


def end_at_once(*_: object) -> None:
    """What Ctrl-C does while modules are imported, some of which would swallow an exception."""
    tell("stopped before it began")
    os._exit(130)


def run(main: Callable[..., None]) -> None:
    """Call `main(task, *, …)` with the command line; exit with 2 and one message on a user's mistake."""
    for number in (signal.SIGINT, signal.SIGTERM):  # Imports are over.
        signal.signal(number, signal.default_int_handler)
    if "torch" in sys.modules:
        numerics.configure_torch()
    task, paths = read_words(main)
    name = f"{task}.{Path(sys.argv[0]).stem}"
    try:
        main(task, **paths)
    except BaseException as error:
        explained = explain_error(
            error,
            missing_file="dvc repro runs the stage that makes it",
            system="fix that, and run it again",
            memory=f"lower the sizes in {task} of params.yaml",
        )
        if explained is None:
            raise
        message, status = explained
        stop(f"{name}: {message}", status)


def read_words(main: Callable[..., None]) -> tuple[str, dict[str, Path]]:
    """The task and the paths that a stage is told, by the names of its parameters."""
    module = getattr(sys.modules["__main__"].__spec__, "name", Path(sys.argv[0]).stem)
    parser = argparse.ArgumentParser(prog=f"./python -m {module}", description=main.__doc__, allow_abbrev=False)
    task, *names = inspect.signature(main).parameters
    parser.add_argument(task)
    for name in names:
        parser.add_argument(f"--{name.replace('_', '-')}", type=Path, required=True, metavar="PATH")
    words = vars(parser.parse_args())
    return words.pop(task), words


def stop(message: str, status: int) -> None:
    """End with a message."""
    tell(message)
    sys.exit(status)


def tell(message: str) -> None:
    """Print a message that, under DVC, also says how to get back what it removed before the stage started."""
    print(printable(message), *([RESTORE] if "DVC_ROOT" in os.environ else []), sep="\n", file=sys.stderr, flush=True)
