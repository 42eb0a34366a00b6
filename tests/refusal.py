"""How a command refuses its input."""

from collections.abc import Callable

import pytest


def refusal(main: Callable[[], None], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit status and error output of a command that should refuse its input."""
    with pytest.raises(SystemExit) as stopped:
        main()
    assert isinstance(stopped.value.code, int)
    return stopped.value.code, capsys.readouterr().err
