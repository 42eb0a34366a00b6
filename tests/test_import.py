"""What a library user gets: importing textrnn changes nothing in the process, and its predictions need no pins."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.test_classifier import write_classifier
from tests.test_generator import write_generator
from tools.pipeline import ROOT

LIBRARIES = "import numpy, torch, matplotlib"
IMPORT = "import textrnn.classifier, textrnn.generator, textrnn.classification.explanation, textrnn.report.charts"
STATE = """
import json, os, sys, matplotlib, torch
params = {name: str(matplotlib.rcParams[name]) for name in matplotlib.rcParams.keys() - {"backend"}}
state = {
    "environment": dict(os.environ),
    "threads": torch.get_num_threads(),
    "denormals": (torch.tensor([1e-40]) * 1.0).item(),
    "deterministic": torch.are_deterministic_algorithms_enabled(),
    "backend": str(matplotlib.get_backend(auto_select=False)),
    "params": params,
}
print(json.dumps(state))
"""
# Python tells an audit hook of every process that is started and every file that is opened.
WATCH = """
import sys
STARTS = {"subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.kill"}
seen = []
def watch(event, arguments):
    if event in STARTS or (event == "open" and str(arguments[0]).startswith("/proc/")):
        seen.append((event, str(arguments)))
sys.addaudithook(watch)
"""


def run(*lines: str) -> Any:
    """What a fresh process prints as JSON that runs these lines, with nothing that this one has put into its own."""
    environment = {name: os.environ[name] for name in ("HOME", "LD_LIBRARY_PATH", "PATH") if name in os.environ}
    command = [sys.executable, "-W", "error", "-c", "\n".join(lines)]
    finished = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


@pytest.fixture(scope="module")
def untouched() -> dict[str, Any]:
    """A process that has not imported textrnn."""
    state: dict[str, Any] = run(LIBRARIES, STATE)
    return state


def test_importing_before_the_libraries_changes_nothing(untouched: dict[str, Any]) -> None:
    assert run(IMPORT, LIBRARIES, STATE) == untouched


def test_importing_after_the_libraries_changes_nothing(untouched: dict[str, Any]) -> None:
    assert run(LIBRARIES, IMPORT, STATE) == untouched
    assert untouched["denormals"] != 0


def test_importing_starts_no_process_and_looks_at_none() -> None:
    assert run(LIBRARIES, WATCH, IMPORT, "import json; print(json.dumps(seen))") == []


USE = """
import json, torch
from textrnn.classifier import Classifier
from textrnn.generator import Generator
classifier, generator = Classifier.load({classifier!r}), Generator.load({generator!r})
probabilities = [prediction.probabilities for prediction in classifier.predict(["", "To be", "or not to be: " * 9])]
tokens = torch.tensor([list(range(1, 200))])
with torch.no_grad():
    chances = generator.network(tokens)[0].softmax(dim=-1).flatten().tolist()
print(json.dumps([probabilities, chances]))
"""


def test_predictions_without_pins_agree_with_pinned_ones(tmp_path: Path) -> None:
    use = USE.format(classifier=str(write_classifier(tmp_path)), generator=str(write_generator(tmp_path)))
    pin = "from textrnn import numerics\nnumerics.pin('portable')\nnumerics.configure_torch()"
    pinned, unpinned = run(pin, use), run(LIBRARIES, use)
    for one, other in zip(unpinned[0], pinned[0], strict=True):
        assert one == pytest.approx(other, abs=1e-5)
    assert unpinned[1] == pytest.approx(pinned[1], abs=1e-5)
