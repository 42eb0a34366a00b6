"""Errors that are no faults of the code: what a user can fix, and a process that is gone; what to say of each."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOM = "make room there, and run it again"
REMEDIES = {  # for errors of the system, by their number
    errno.ENOSPC: ROOM,
    errno.EDQUOT: ROOM,
    errno.EROFS: "name a place that can be written to",
    errno.EACCES: "change its permissions, or name another place",
    errno.EPERM: "change its permissions, or name another place",
    errno.EMFILE: "raise the limit (ulimit -n), and run it again",
}
OUT_OF_MEMORY = (  # What torch, C++ and the dynamic linker say of it, none of them with a MemoryError.
    "can't allocate memory",
    "not enough memory",
    "bad_alloc",
    "bad allocation",
    "Cannot allocate memory",
    "failed to map segment",
)


class InputError(Exception):
    """Something given to textrnn is wrong; the message says what, where, the rule and the remedy."""


class WorkerLostError(Exception):
    """A worker process has ended, or DVC, which started the first one."""


@contextmanager
def reading(path: Path, remedy: str = "dvc repro makes it again") -> Iterator[None]:
    """Say which file cannot be read, where a library only says that something is wrong.

    Raises:
        InputError: the block failed for any reason but those of the system, which `explain_error` knows.
    """
    try:
        yield
    except (OSError, InputError):
        raise
    except Exception as error:  # Libraries raise errors of many kinds, tokenizers a bare Exception.
        if is_out_of_memory(error):
            raise
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise InputError(f"{path} is damaged, or another file than is read here ({reason}); {remedy}") from error


def explain_error(
    error: BaseException, *, missing_file: str = "", system: str = "", memory: str = ""
) -> tuple[str, int] | None:
    """The message for a user, and the exit status: 2 for what a user can fix, 130 for Ctrl-C, 1 for a lost worker.

    None for a fault of the code, which needs its traceback. The remedies are those for a file that is not there, for
    other errors of the system, and for too little memory.
    """
    status = 2
    match error:
        case InputError():
            message = with_notes(error)
        case _ if is_out_of_memory(error):
            message = with_remedy(f"not enough memory{in_brackets(error)}", memory)
        case FileNotFoundError():
            message = with_remedy(f"{error.filename or error} is not there", missing_file)
        case OSError():
            reason = f"{error.filename}: {error.strerror}" if error.filename else error.strerror or str(error)
            message = with_remedy(reason, REMEDIES.get(error.errno or 0, system))
        case WorkerLostError():
            message, status = with_notes(error), 1
        case KeyboardInterrupt():
            message, status = with_notes(error) or "stopped, nothing is left half-written", 130
        case _:
            return None
    return message, status


def is_out_of_memory(error: BaseException) -> bool:
    """Whether memory was not enough, whoever says so."""
    if isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM:
        return True
    return isinstance(error, RuntimeError | ImportError | OSError) and any(
        words in str(error) for words in OUT_OF_MEMORY
    )


def in_brackets(error: BaseException) -> str:
    """The first line of what an error says, if it says anything."""
    return f" ({reason[0][:200]})" if (reason := str(error).strip().splitlines()) else ""


def with_remedy(message: str, remedy: str) -> str:
    """What is wrong, and what to do."""
    return "; ".join(filter(None, [message, remedy]))


def with_notes(error: BaseException) -> str:
    """What an error says, and what was added to it on its way."""
    return "; ".join(filter(None, [str(error), *getattr(error, "__notes__", [])]))
