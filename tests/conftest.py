import pytest

import textrnn  # noqa: F401  Pins numerics before a test imports numpy or torch.
from tests.road import Road


@pytest.fixture(scope="session")
def road(tmp_path_factory: pytest.TempPathFactory) -> Road:
    """The road after its first run, committed."""
    made = Road(tmp_path_factory.mktemp("road"))
    made.dvc("repro")
    made.commit()
    return made
