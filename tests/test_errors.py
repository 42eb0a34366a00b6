import errno
import os
from pathlib import Path

import pytest
import torch

from textrnn.errors import InputError, WorkerLostError, explain_error, reading

REMEDIES = {"missing_file": "make it", "system": "free it", "memory": "take less"}


def with_note(error: BaseException) -> BaseException:
    error.add_note("the same goes on")
    return error


@pytest.mark.parametrize(
    ("error", "plain", "remedied", "status"),
    [
        (InputError("a.csv is damaged"), "a.csv is damaged", "a.csv is damaged", 2),
        (FileNotFoundError(errno.ENOENT, "gone", "a.csv"), "a.csv is not there", "a.csv is not there; make it", 2),
        (OSError(errno.ENOSPC, "full", "a.csv"), *["a.csv: full; make room there, and run it again"] * 2, 2),
        (OSError(errno.EROFS, "no", "a.csv"), *["a.csv: no; name a place that can be written to"] * 2, 2),
        (OSError(errno.EIO, "broken", "a.csv"), "a.csv: broken", "a.csv: broken; free it", 2),
        (OSError("odd"), "odd", "odd; free it", 2),
        (MemoryError("8 GB"), "not enough memory (8 GB)", "not enough memory (8 GB); take less", 2),
        (MemoryError(), "not enough memory", "not enough memory; take less", 2),
        (
            OSError(errno.ENOMEM, "no"),
            "not enough memory ([Errno 12] no)",
            "not enough memory ([Errno 12] no); take less",
            2,
        ),
        (
            RuntimeError("std::bad_alloc"),
            "not enough memory (std::bad_alloc)",
            "not enough memory (std::bad_alloc); take less",
            2,
        ),
        (WorkerLostError("worker 1 ended"), "worker 1 ended", "worker 1 ended", 1),
        (KeyboardInterrupt(), *["stopped, nothing is left half-written"] * 2, 130),
        (with_note(KeyboardInterrupt()), *["the same goes on"] * 2, 130),
        (with_note(WorkerLostError("gone")), *["gone; the same goes on"] * 2, 1),
    ],
    ids=repr,
)
def test_errors_are_explained(error: BaseException, plain: str, remedied: str, status: int) -> None:
    assert explain_error(error) == (plain, status)
    assert explain_error(error, **REMEDIES) == (remedied, status)


@pytest.mark.parametrize("error", [ValueError("x"), RuntimeError("x"), SystemExit(3), AssertionError()], ids=repr)
def test_faults_of_the_code_are_not_explained(error: BaseException) -> None:
    assert explain_error(error, **REMEDIES) is None


def test_too_little_memory_for_torch_is_explained() -> None:
    with pytest.raises(RuntimeError) as caught:
        torch.empty(2**60)
    message, status = explain_error(caught.value) or ("", 0)
    assert message.startswith("not enough memory (")
    assert status == 2


def test_a_file_that_cannot_be_read_is_named_once() -> None:
    message = r"^a\.json is damaged, or another file than is read here \(odd\); get it$"
    with pytest.raises(InputError, match=message), reading(Path("a.json"), "get it"):
        raise ValueError("odd")
    with pytest.raises(InputError, match=r"^said already$"), reading(Path("a.json")):
        raise InputError("said already")
    with pytest.raises(FileNotFoundError), reading(Path("a.json")):
        os.stat("/nowhere")  # noqa: PTH116
