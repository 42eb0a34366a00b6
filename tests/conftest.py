import os
from pathlib import Path
from types import TracebackType

import pytest
from hypothesis import settings

from textrnn import numerics

numerics.pin("portable")  # Before a test imports numpy or torch.
numerics.configure_torch()
import torch  # noqa: E402

from tests.pipeline_copy import PipelineCopy, built_once  # noqa: E402
from textrnn.report.progress import Progress  # noqa: E402

# What passes here passes in CI: the same examples everywhere, and no time limit for a slow machine.
settings.register_profile("textrnn", derandomize=True, deadline=None)
settings.load_profile("textrnn")


# The order in which pytest-xdist hands out files. While its first worker builds the pipeline, the second one has other
# things to do; and what takes long comes before what fills the gaps.
EARLY = ("test_docs", "pipeline/test_pipeline", "cli", "pipeline", "tools")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort files by when they are to be run."""

    def turn(item: pytest.Item) -> int:
        path = item.path.relative_to(Path(__file__).parent).as_posix()
        return next((place for place, name in enumerate(EARLY) if path.startswith(name)), len(EARLY))

    items.sort(key=turn)


@pytest.fixture(scope="session")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> PipelineCopy:
    """The pipeline after its first run, committed: one for each worker of pytest-xdist, as some tests change it."""
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    return built_once(shared).copy_to(folder / "pipeline")


@pytest.fixture(autouse=True)
def _random_numbers_are_those_of_a_test_alone() -> None:
    """Whichever tests ran before it."""
    torch.manual_seed(0)


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
