from types import TracebackType

import pytest
from hypothesis import settings

import textrnn  # noqa: F401  Pins numerics before a test imports numpy or torch.
from tests.pipeline_copy import PipelineCopy
from textrnn.report.progress import Progress

# What passes here passes in CI: the same examples everywhere, and no time limit for a slow machine.
settings.register_profile("textrnn", derandomize=True, deadline=None)
settings.load_profile("textrnn")


@pytest.fixture(scope="session")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> PipelineCopy:
    """The pipeline after its first run, committed."""
    made = PipelineCopy(tmp_path_factory.mktemp("road"))
    made.dvc("repro")
    made.commit()
    return made


@pytest.fixture(autouse=True)
def _progress_ends_at_its_total(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever shows its progress in a test has counted right when it is done."""
    leave = Progress.__exit__

    def check(
        self: Progress, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        leave(self, kind, error, trace)
        assert error or self.bar.tasks[0].completed == self.total

    monkeypatch.setattr(Progress, "__exit__", check)
