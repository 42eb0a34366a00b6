"""Suspects: training documents and how the linear baselines read them -> documents whose label may be wrong."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from pydantic import Field

from stages.command_line import run
from textrnn.classification.label_errors import find_suspects, out_of_fold
from textrnn.classification.linear_models import LinearModels
from textrnn.data.records import Record, read_records
from textrnn.errors import reading
from textrnn.files import read_json, write_rows
from textrnn.params.section import Section, read_section

SEED = 1


class Params(Section):
    """Section `<task>.suspects`."""

    folds: int = Field(ge=2, le=100, description="parts of training, each judged by a model that the others have made")
    most_documents: int = Field(ge=10, le=10_000_000, description="of more documents, so many are drawn and judged")


class Suspect(NamedTuple):
    """A document whose label may be wrong, and the label that fits better."""

    document: int
    label: str
    probability: float
    suggested: str
    suggested_probability: float


def judge(records: list[Record], models: LinearModels, folds: int) -> list[Suspect]:
    """The suspects among some records, by their numbers, the surest first."""
    names, labels = np.unique([str(record.label) for record in records], return_inverse=True)
    probabilities = out_of_fold(models, [record.text for record in records], labels, folds)
    numbers, others = find_suspects(probabilities, labels)
    given = labels[numbers]
    own, suggested = (probabilities[numbers, label].tolist() for label in (given, others))
    return list(map(Suspect, numbers.tolist(), names[given].tolist(), own, names[others].tolist(), suggested))


def draw(count: int, most: int) -> list[int]:
    """The numbers of the documents that are judged."""
    if count <= most:
        return list(range(count))
    drawn: list[int] = np.random.default_rng(SEED).choice(count, most, replace=False).tolist()
    return sorted(drawn)


def main(task: str, *, splits: Path, baselines: Path, suspects: Path) -> None:
    """Judge the documents of the training split, write the suspects with their texts."""
    params = read_section(f"{task}.suspects", Params)
    written = read_json(path := baselines / "linear_models.json")
    with reading(path):
        models = LinearModels.model_validate(written)
    records = list(read_records(splits / "train.jsonl"))
    numbers = draw(len(records), params.most_documents)
    found = judge([records[number] for number in numbers], models, params.folds)
    placed = [suspect._replace(document=numbers[suspect.document]) for suspect in found]
    write_rows(suspects, [*Suspect._fields, "text"], [(*each, records[each.document].text) for each in placed])


if __name__ == "__main__":
    run(main)
