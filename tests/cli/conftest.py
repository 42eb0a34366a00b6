"""Models, and the command in a folder of its own."""

import io
import sys
from pathlib import Path

import pytest

from tests.cli.command import Run
from tests.test_classifier import write_classifier
from tests.test_generator import write_generator
from textrnn.cli.app import main
from tools.tiny import write_params


@pytest.fixture(scope="module")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_classifier(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def generator(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_generator(tmp_path_factory.mktemp("model"))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The exit status, output and error output of a command, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def textrnn(*words: object, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        monkeypatch.setattr(sys, "argv", ["textrnn", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        output = capsys.readouterr()
        assert "Traceback" not in output.err
        return int(ended.value.code or 0), output.out, output.err

    return textrnn


@pytest.fixture
def classify(run: Run, classifier: Path) -> Run:
    """The same of `textrnn classify`."""
    return lambda *words, stdin="": run("classify", "--model", classifier, *words, stdin=stdin)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a params.yaml, on a machine whose throughput is known."""
    monkeypatch.delenv("DVC_ROOT", raising=False)
    monkeypatch.setattr("textrnn.ingest.proposal_classifier.classifier_tokens_per_second", lambda *_: 10_000.0)
    monkeypatch.setattr("textrnn.ingest.proposal_generator.generator_tokens_per_second", lambda *_: 10_000.0)
    folder = tmp_path / "project"
    (folder / "data").mkdir(parents=True)
    write_params(folder / "params.yaml")
    monkeypatch.chdir(folder)
    return folder
