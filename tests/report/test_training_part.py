from pathlib import Path
from typing import Any

import pytest

from textrnn.errors import InputError
from textrnn.report.training_part import COLUMNS, TrainingPart, training_part

NAMES = list(COLUMNS)[:-1]  # A generator's has no macro-F1.
CURVE = [
    dict(zip(NAMES, row, strict=True))
    for row in [("0.5", "600", "1.5", "1.2", ""), ("1.0", "1200", "1.0", "0.9", ""), ("1.5", "1800", "0.7", "1.1", "")]
]
TRAIN = {"batch_size": 32, "select_by": "loss", "optimizer": "adam", "residual": True}
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'


def part_of(folder: Path, config: dict[str, Any]) -> TrainingPart:
    lines = [",".join(row) for row in (NAMES, *(list(row.values()) for row in CURVE))]
    (folder / "curve.csv").write_text("\n".join(lines) + "\n")
    (folder / "learning_curve.svg").write_text(PICTURE)
    return training_part(config, folder / "config.json", folder / "curve.csv", "token", folder)


def test_what_was_chosen_and_what_it_took_is_said(tmp_path: Path) -> None:
    part = part_of(tmp_path, {"train": TRAIN, "best": {"epoch": 1.0}})
    assert part.sentence == (
        "The loss on validation was best after 1 epoch; the published network is that one. "
        "It took 1,200 steps of the optimizer with batches of 32."
    )
    assert part.hyperparameters.rows == (
        ("batch_size", "32"),
        ("optimizer", "adam"),
        ("residual", "true"),
        ("select_by", "loss"),
    )
    assert part.curve.table.rows == tuple(tuple(row.values()) for row in CURVE)


def test_a_network_that_was_trained_again_took_twice_as_much(tmp_path: Path) -> None:
    part = part_of(tmp_path, {"train": TRAIN, "best": {"epoch": 1.0}, "refit": {"epoch": 1.5}})
    assert "was best after 1.5 epochs; the published network learned for as long from train and valid" in part.sentence
    assert not any(name.startswith("refit") for name, _ in part.hyperparameters.rows)
    assert part.effort.startswith("1,800 steps of the optimizer with batches of 32, and about as many again on train")


def test_a_training_that_continues_is_told(tmp_path: Path) -> None:
    part = part_of(tmp_path, {"train": TRAIN, "best": {"epoch": 1.0}, "refit": {"epoch": 1.5, "dropout": 0.3}})
    assert "the published network learned on from its weights, for as long, from train and valid" in part.sentence
    assert part.hyperparameters.rows[-1] == ("refit.dropout", "0.3")


@pytest.mark.parametrize("config", [{}, {"train": TRAIN}, {"train": {}, "best": {"epoch": 1}}], ids=str)
def test_a_damaged_configuration_is_refused(config: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"config\.json is damaged"):
        part_of(tmp_path, config)
