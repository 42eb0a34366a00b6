"""The errors that are no mistakes of the code: what a user can mend, and a process that is gone."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class InputError(Exception):
    """Something given to textrnn is wrong; the message says what, where, the rule and the remedy."""


class LostError(Exception):
    """A process that trains along has ended, or the one that started it all."""


@contextmanager
def reading(path: Path, remedy: str = "dvc repro makes it anew") -> Iterator[None]:
    """Say which file cannot be read, where a library only says that something is wrong.

    Raises:
        InputError: the block failed for any reason but those of the system, which command.run explains.
    """
    try:
        yield
    except (OSError, MemoryError, InputError):
        raise
    except Exception as error:  # Libraries raise errors of many kinds, tokenizers a bare Exception.
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise InputError(f"{path} is damaged, or another file than is read here ({reason}); {remedy}") from error
