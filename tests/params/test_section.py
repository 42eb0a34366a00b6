from pathlib import Path
from typing import Literal

import pytest
from pydantic import Field

from textrnn.errors import InputError
from textrnn.params.section import Section, read_section


class Params(Section):
    rate: float = Field(gt=0)
    layers: int = Field(gt=0)
    kind: Literal["lstm", "gru"]


GOOD = "task:\n  train: {rate: 0.1, layers: 2, kind: lstm}\n"


def read(tmp_path: Path, text: str) -> Params:
    path = tmp_path / "params.yaml"
    path.write_text(text, encoding="utf-8")
    return read_section("task.train", Params, path)


def test_a_section_is_typed_and_frozen(tmp_path: Path) -> None:
    params = read(tmp_path, GOOD)
    assert params == Params(rate=0.1, layers=2, kind="lstm")
    with pytest.raises(ValueError, match="frozen"):
        params.rate = 1


@pytest.mark.parametrize("number", ["1e-3", "1E-3", "1.0e-3", "0.001", ".001"])
def test_numbers_are_read_as_dvc_reads_them(tmp_path: Path, number: str) -> None:
    assert read(tmp_path, GOOD.replace("0.1", number)).rate == 0.001


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("0.1", "0", "line 2: task.train.rate is 0: Input should be greater than 0"),
        ("0.1", "'0.1'", "train.rate is the text '0.1'; it should be a number, without quotes"),
        ("layers: 2", "layers: 2.5", "train.layers is 2.5: Input should be a valid integer"),
        ("layers: 2", "layers: yes", "train.layers is the text 'yes'; it should be a number"),
        ("0.1", ".inf", "train.rate is inf: Input should be a finite number"),
        ("lstm", "rnn", "train.kind is 'rnn': Input should be 'lstm' or 'gru'"),
        ("layers", "layer", "train.layer is no known name; did you mean layers?"),
        (", kind: lstm", "", "train.kind is missing: add it"),
        ("train", "training", "no section task.train"),
        ("{rate", "[rate", "params.yaml, line 2 is no YAML"),
        (GOOD, "", "no section task.train"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, GOOD.replace(old, new))
    assert message in str(error.value)


def test_all_problems_are_listed(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, "task:\n  train: {rate: -1, layers: 0, kind: x, more: 1}\n")
    assert len(str(error.value).splitlines()) == 4


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"params.yaml cannot be read"):
        read_section("task.train", Params, tmp_path / "params.yaml")
