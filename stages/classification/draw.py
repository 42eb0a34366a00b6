"""Draw: statistics, learning curve and predictions of the classifier -> pictures."""

from pathlib import Path

from sklearn.metrics import confusion_matrix

from stages.command_line import run
from textrnn.errors import reading
from textrnn.files import read_rows, replacing
from textrnn.report.charts import draw_class_scores, draw_confusion_matrix
from textrnn.report.pictures import draw_data, draw_training


def draw_predictions(evaluation: Path, folder: Path) -> None:
    """Draw what was taken for what, and how well each class was recognized."""
    rows = read_rows(evaluation / "classes.csv")
    with reading(evaluation / "classes.csv"):
        draw_class_scores([class_scores(row) for row in rows], folder / "class_scores.svg")
    predictions = read_rows(evaluation / "predictions.csv")
    labels = sorted(row["label"] for row in rows)
    actual, predicted = ([row[name] for row in predictions] for name in ("actual", "predicted"))
    draw_confusion_matrix(confusion_matrix(actual, predicted, labels=labels), labels, folder / "confusion_matrix.svg")


def class_scores(row: dict[str, str]) -> tuple[str, float, float, float, int]:
    """Label, precision, recall, F1 and documents of a class."""
    precision, recall, f1 = (float(row[name]) for name in ("precision", "recall", "f1"))
    return row["label"], precision, recall, f1, int(row["documents"])


def main(task: str, *, statistics: Path, scores: Path, curve: Path, config: Path, pictures: Path) -> None:
    """Draw all pictures of the classifier."""
    with replacing(pictures) as folder:
        folder.mkdir()
        draw_data(statistics, folder)
        draw_training(curve, config, "document", folder)
        draw_predictions(scores / "ensemble", folder)


if __name__ == "__main__":
    run(main)
