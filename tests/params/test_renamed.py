"""A params.yaml of old is answered with the names of today, by make check and by the stage that reads the section."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from textrnn.errors import InputError
from textrnn.params.renamed import RENAMED, new_name, old_name
from textrnn.params.section import read_section
from tools.check import check
from tools.pipeline import commands
from tools.tiny import params_text

TODAY = params_text()
OLD = {  # What parameters of today were called.
    "quantile": "share",
    "pad_to_multiple_of": "multiple",
    "bucket_batches": "pool",
    "select_by": "keep",
    "documents_per_file": "works",
    "folds": "every",
    "context_length": "length",
    "max_new_tokens": "length",
}


def problems(tmp_path: Path, text: str) -> list[str]:
    """What make check says, without the path."""
    path = tmp_path / "params.yaml"
    path.write_text(text, encoding="utf-8")
    return [line.removeprefix(f"{path}, ") for line in check(path)]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize("name", OLD)
def test_an_old_name_of_a_parameter_is_answered_with_the_new_one(name: str, tmp_path: Path) -> None:
    before, _, after = TODAY.rpartition(f"    {name}:")  # Another stage may have one of the same name before it.
    text = f"{before}    {OLD[name]}:{after}"
    (problem,) = problems(tmp_path, text)
    answer = re.fullmatch(r"line (\d+): ([\w.]+)\.(\w+) is now ([\w.]+)\.(\w+)", problem)
    assert answer
    line, section, old, same_section, new = answer.groups()
    assert (int(line), section, old, new) == (line_of(text, f"    {OLD[name]}:"), same_section, OLD[name], name)


def test_the_stage_that_reads_the_section_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "params.yaml"
    path.write_text(TODAY.replace("    select_by:", "    keep:"), encoding="utf-8")
    kind = import_module(commands()["generation.train"].module).Params
    with pytest.raises(InputError, match=r"line \d+: generation.train.keep is now generation.train.select_by$"):
        read_section("generation.train", kind, path)


def test_an_old_section_is_answered_with_all_new_names_in_it(tmp_path: Path) -> None:
    text = TODAY.replace("  dynamic_eval:\n    segment_length:", "  adapt:\n    every:")
    line = line_of(text, "  adapt:")
    assert problems(tmp_path, text) == [
        f"line {line}: generation.adapt is now generation.dynamic_eval",
        f"line {line + 1}: generation.adapt.every is now generation.dynamic_eval.segment_length",
    ]
    both = text.replace(
        "  adapt:", "  dynamic_eval: {segment_length: 4, learning_rate: 1.0, rms_segments: 2}\n  adapt:"
    )
    assert problems(tmp_path, both) == [f"line {line + 1}: generation.adapt is now generation.dynamic_eval"]


def test_an_old_name_of_a_value_is_answered_with_the_new_one(tmp_path: Path) -> None:
    text = TODAY.replace("    corpus: shakespeare", "    corpus: own")
    (problem,) = problems(tmp_path, text)
    line = line_of(text, "    corpus: own")
    assert problem == f"line {line}: generation.fetch.corpus is 'own', which is now 'custom'"


def test_new_names_are_those_of_params() -> None:
    sections = {command.stage for name, command in commands().items() if name in command.params}
    fields = {
        f"{command.stage}.{field}"
        for name, command in commands().items()
        if name in command.params
        for field in import_module(command.module).Params.model_fields
    }
    assert set(RENAMED.values()) <= sections | fields
    assert not RENAMED.keys() & (sections | fields)


def test_names_lead_to_each_other() -> None:
    assert {old_name(new_name(f"task.{old}") or "") for old in RENAMED} == {f"task.{old}" for old in RENAMED}
    assert new_name("task.train.select_by") is old_name("task.train.seed") is new_name("task") is None
