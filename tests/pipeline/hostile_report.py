"""A report on data that means harm: many classes, whose names are markup, commands and too long; texts likewise."""

import csv
import json
import shutil
from contextlib import chdir
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.pipeline_copy import PipelineCopy
from textrnn.files import write_json, write_rows
from tools.pipeline import commands

CLASSES = 60
HARM = [
    "</script><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "\u202egnorw\u2066 \x1b[2J\x07\x7f",
    "javascript:alert(1)",
    "an exceedingly long label " * 40,
    "Wortungetüm" * 60,
    "עברית ١٢٣",
    "",
]
LABELS = sorted({f"{HARM[number % len(HARM)]} {number:02}" for number in range(CLASSES)})
TEXT = " ".join(HARM) * 3


def write_hostile_report(pipeline: PipelineCopy, folder: Path) -> Path:
    """The page that the classifier's stages make of such data; it lies in a copy of the pipeline's."""
    for name in ("data", "metrics", "plots", "textrnn/report/templates"):
        shutil.copytree(pipeline.folder / name, folder / name, symlinks=False)
    for name in ("params.yaml", "requirements.lock"):
        shutil.copy(pipeline.folder / name, folder)
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    with chdir(folder):
        write_scores(Path("data/scores/classification/ensemble"))
        write_analysis(Path("data/analysis/classification"))
        write_about()
        run("draw")
        run("report")
    return folder / "reports/classification.html"


def run(stage: str) -> None:
    """Run a stage of the classifier here."""
    command = commands()[f"classification.{stage}"]
    import_module(command.module).main(command.task, **command.options)


def confused() -> list[tuple[str, str]]:
    """Labels of documents, actual and predicted."""
    right = [(label, label) for label in LABELS for _ in range(3)]
    return right + [(LABELS[n], LABELS[(n * 7 + k) % CLASSES]) for n in range(CLASSES) for k in range(1, 4)]


def write_scores(network: Path) -> None:
    """Write what the network made of the documents."""
    with (network / "predictions.csv").open(newline="") as file:
        header = next(csv.reader(file))
    rows = [(n, actual, predicted, 0.9, LABELS[0], 0.05) for n, (actual, predicted) in enumerate(confused())]
    write_rows(network / "predictions.csv", header, rows)
    scores = [(label, 0.5, 0.25, 1 / 3, 6) for label in LABELS]
    write_rows(network / "classes.csv", ["label", "precision", "recall", "f1", "documents"], scores)


def write_analysis(folder: Path) -> None:
    """Write what is found in the documents."""
    mistakes = [mistake(n, *pair) for n, pair in enumerate(confused()) if pair[0] != pair[1]]
    largest = [
        {"actual": row["actual"], "predicted": row["predicted"], "documents": 1, "documents_of_class": 6}
        | {"examples": [row]}
        for row in mistakes[:10]
    ]
    write_json(folder / "errors.json", {"count": len(mistakes), "mistakes": mistakes, "confusions": largest})
    header = ["document", "label", "probability", "suggested", "suggested_probability", "text"]
    suspects = [(n, LABELS[n], 0.1, LABELS[-n], 0.9, TEXT) for n in range(1, CLASSES)]
    write_rows(folder / "suspects.csv", header, suspects)
    sizes = json.loads(Path("data/statistics/classification/sizes.json").read_text())
    counts = {split: dict.fromkeys(LABELS, 5) for split in ("train", "valid", "test")}
    write_json(Path("data/statistics/classification/sizes.json"), sizes | {"classes": counts})


def mistake(number: int, actual: str, predicted: str) -> dict[str, Any]:
    """A wrong document."""
    return {
        "document": number,
        "actual": actual,
        "predicted": predicted,
        "probability": 0.9,
        "runner_up": LABELS[0],
        "runner_up_probability": 0.05,
        "words": [[word, 0.5] for word in HARM],
        "text": TEXT,
    }


def write_about() -> None:
    """Let the card say harmful things as well."""
    path = Path("data/models/classification/config.json")
    config = json.loads(path.read_text())
    about = {"name": TEXT[:200], "data": TEXT[:1000], "limits": TEXT}
    write_json(path, config | {"about": config["about"] | about})
