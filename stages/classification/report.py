"""Report: scores, errors, pictures and origin of the classifier -> one page."""

from pathlib import Path
from typing import Any

from sklearn.metrics import confusion_matrix

from stages.command_line import run
from textrnn.classification.confusion_part import ConfusionPart, confusion_part
from textrnn.classification.error_part import confusions, suspects_part, wrong_documents
from textrnn.classification.probability_part import probability_part
from textrnn.classification.score_part import headline, score_part
from textrnn.data.records import SPLITS
from textrnn.errors import reading
from textrnn.files import read_json, read_rows
from textrnn.params.section import read_section
from textrnn.report.inline_chart import Chart, chart
from textrnn.report.report_page import Part, write_page
from textrnn.report.report_parts import Report, Sources, parts_of_both_tasks
from textrnn.report.tables import make_table

PARTS = [
    Part("scores", "Scores"),
    Part("confusions", "What is taken for what"),
    Part("wrong_documents", "Documents that are wrong"),
    Part("classes", "Scores by class"),
    Part("probabilities", "Can one believe its probabilities?"),
    Part("suspects", "Labels that may be wrong"),
    Part("training", "Training"),
    Part("data", "Data"),
    Part("limits", "Limits"),
    Part("origin", "Where this comes from"),
]


class Params(Report):
    """Section `<task>.report`."""


def class_chart(classes: Path, pictures: Path) -> Chart:
    """Precision, recall and F1 of each class, the largest first."""
    rows = read_rows(classes)
    with reading(classes):
        rows.sort(key=lambda row: (-int(row["documents"]), row["label"]))
        scores = [[f"{float(row[key]):.3f}" for key in ("precision", "recall", "f1")] for row in rows]
        cells = [(row["label"], *own, row["documents"]) for row, own in zip(rows, scores, strict=True)]
    table = make_table("Scores by class, on test", ("class", "precision", "recall", "F1", "documents"), cells)
    caption = (
        "Precision: how many of the documents given this label have it. Recall: how many that have it were given it. "
        "The bar: F1, their harmonic mean. In brackets the documents of test: scores of few are uncertain."
    )
    return chart(pictures, "class_scores", caption, table)


def read_labels(classes: Path) -> list[str]:
    """The classes of test, in the order of the confusion matrix."""
    rows = read_rows(classes)
    with reading(classes):
        return sorted(row["label"] for row in rows)


def matrix(predictions: Path, labels: list[str]) -> ConfusionPart:
    """What was taken for what."""
    rows = read_rows(predictions)
    with reading(predictions):
        actual, predicted = ([row[name] for row in rows] for name in ("actual", "predicted"))
        return confusion_part(confusion_matrix(actual, predicted, labels=labels), labels)


def score_values(path: Path, data: dict[str, Any]) -> dict[str, Any]:
    """What the page says of scores."""
    scores = read_json(path)
    with reading(path):
        return {"headline": headline(scores), "scores": score_part(scores, data["test"]["documents"])}


def error_values(analysis: Path, labels: list[str], *, show_texts: bool) -> dict[str, Any]:
    """What the page says of documents."""
    return {
        "show_texts": show_texts,
        "largest": confusions(analysis / "errors.json", show_texts=show_texts),
        "wrong_documents": wrong_documents(analysis / "errors.json", labels, show_texts=show_texts),
        "suspects": suspects_part(analysis / "suspects.csv", show_texts=show_texts),
        "suspects_path": str(analysis / "suspects.csv"),
    }


def sizes(data: dict[str, Any]) -> dict[str, str]:
    """How much text each split has, in words."""
    return {split: f"{data[split]['documents']:,} documents" for split in SPLITS}


def main(
    task: str,
    *,
    raw: Path,
    tokenizer: Path,
    statistics: Path,
    scores: Path,
    metrics: Path,
    plots: Path,
    analysis: Path,
    model: Path,
    lock: Path,
    templates: Path,
    report: Path,
) -> None:
    """Write the page."""
    params = read_section(f"{task}.report", Params)
    sources = Sources(raw, tokenizer, statistics, metrics, plots, model, lock)
    ensemble, labels = scores / "ensemble", read_labels(scores / "ensemble/classes.csv")
    common = parts_of_both_tasks("text classifier", "document", sizes, sources)
    values = {
        "parts": PARTS,
        "kind": "Text classification",
        **score_values(metrics / "scores.json", sources.data),
        "confusions": matrix(ensemble / "predictions.csv", labels),
        **error_values(analysis, labels, show_texts=params.show_texts),
        "classes": class_chart(ensemble / "classes.csv", sources.pictures),
        "probabilities": probability_part(
            analysis / "reliability.json", metrics / "reliability.json", plots / "reliability"
        ),
    }
    write_page(report, templates, common | values)


if __name__ == "__main__":
    run(main)
