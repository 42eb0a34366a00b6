"""Does `suspects` find wrong labels? Some of those of training are changed at random: `make bench-labels`."""

from dataclasses import replace
from pathlib import Path

import numpy as np

import stages.suspects
from stages.classification.baseline import Params
from stages.suspects import judge
from textrnn.data.records import Record, read_records
from textrnn.params.section import read_section
from tools.bench.timing import report

SHARE = 0.05
FIRST = 100
SEED = 1


def flip(records: list[Record], share: float) -> tuple[list[Record], set[int]]:
    """The records with a share of the labels changed to other ones, and the numbers of those that are."""
    random = np.random.default_rng(SEED)
    names = sorted({str(record.label) for record in records})
    flipped = random.choice(len(records), round(share * len(records)), replace=False).tolist()
    steps = random.integers(1, len(names), len(flipped)).tolist()
    changed = list(records)
    for number, step in zip(flipped, steps, strict=True):
        place = names.index(str(records[number].label))
        changed[number] = replace(records[number], label=names[(place + step) % len(names)])
    return changed, set(flipped)


def main() -> None:
    """Print how many of the first suspects have a changed label, and how many of the changed ones are suspects."""
    models = read_section("classification.baseline", Params)
    folds = read_section("classification.suspects", stages.suspects.Params).folds
    records, flipped = flip(list(read_records(Path("data/splits/classification/train.jsonl"))), SHARE)
    suspects = [suspect.document for suspect in judge(records, models, folds)]
    found = len(flipped.intersection(suspects[:FIRST]))
    title = f"of the first {FIRST} suspects, labels that were changed"
    report(title, str(found), f"at least {FIRST // 2}", found >= FIRST // 2)
    report(f"of {len(flipped)} changed labels, suspects", str(len(flipped.intersection(suspects))))
    report("suspects in all", str(len(suspects)))


if __name__ == "__main__":
    main()
