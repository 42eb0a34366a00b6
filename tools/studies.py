"""What studies/NAME.yaml says: rows of changed hyperparameters; and what came out of each so far."""

import hashlib
import json
import shutil
from collections import defaultdict
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from textrnn.errors import InputError
from textrnn.params.editing import set_params, set_values
from textrnn.params.section import ParamsFile, Section
from textrnn.params.yaml_file import read_yaml
from textrnn.temporary import temporary_folder
from tools.check import check
from tools.pipeline import ROOT

STUDIES = ROOT / "studies"
PARAMS = ROOT / "params.yaml"
Values = dict[str, Any]
UNSCORED = {
    "describe",
    "suspects",
    "errors",
    "draw",
    "sample",
    "copying",
    "publish",
    "reliability",
    "report",
}  # Stages that no score comes from.
Rows = dict[str, list[Values]]  # what each row of a study gave so far


class Study(Section):
    """The part of a study that belongs to one task: its rows, each with what it changes."""

    seeds: list[Annotated[int, Field(ge=0, lt=2**32)]] = Field(min_length=1)
    splits: list[Literal["valid", "test"]] = Field(
        min_length=1, description="whose scores are kept: test is looked at once, at the end"
    )
    rows: dict[str, Values]

    def changes(self, task: str, row: str, seed: int) -> Values:
        """What a run changes in params.yaml; the network that learns from valid as well is only for test."""
        values = self.rows[row] | {"train.seed": seed, "refit.enabled": "test" in self.splits}
        return {f"{task}.{name}": value for name, value in values.items()}


class Run(Section):
    """A row of a study with one seed; `params` is a hash of all hyperparameters that its scores come from."""

    task: str
    row: str
    seed: int
    params: str


def read_study(path: Path) -> dict[str, Study]:
    """The studies of each task.

    Raises:
        InputError: there is no such study, or it is not as it should be.
    """
    if not path.exists():
        raise InputError(f"{path} is not there; there are: {', '.join(sorted(p.stem for p in STUDIES.glob('*.yaml')))}")
    file = ParamsFile(path)
    if not isinstance(file.values, dict):
        raise InputError(f"{path} should have a section for each task, with seeds, splits and rows")
    return {task: file.section(task, Study) for task in file.values}


def planned(study: dict[str, Study], params: Path = PARAMS) -> Iterator[Run]:
    """All runs, the first seed of each row before the second one of any.

    Raises:
        InputError: a row changes a section that params.yaml does not have.
    """
    committed = read_yaml(params)
    for task, rows in study.items():
        for seed in rows.seeds:
            for row in rows.rows:
                values = deepcopy(committed)
                set_values(values, rows.changes(task, row, seed))
                yield Run(task=task, row=row, seed=seed, params=digest(scored(values, task)))


def refuse_mistakes(study: dict[str, Study]) -> None:
    """Check the hyperparameters of each row.

    Raises:
        InputError: a row changes what params.yaml does not have, or to what it must not be.
    """
    with temporary_folder() as folder:
        path = folder / "params.yaml"
        for task, rows in study.items():
            for row in rows.rows:
                shutil.copy(PARAMS, path)
                set_params(path, rows.changes(task, row, rows.seeds[0]))
                if problems := check(path):
                    raise InputError("\n".join([f"{task}, {row}:", *problems]).replace(str(path), path.name))


def scored(params: Values, task: str) -> Values:
    """The hyperparameters that the scores of a task come from: without those of what is made of its network."""
    values = {name: section for name, section in params[task].items() if name not in UNSCORED}
    return values if params["numerics"] == "portable" else values | {"numerics": params["numerics"]}


def digest(values: Values) -> str:
    """16 digits that tell hyperparameters from others."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def read_results(path: Path) -> list[Values]:
    """What came out so far."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines]


def result_of(run: Run, results: list[Values]) -> Values | None:
    """What a run gave, if it was made."""
    return next((line for line in results if run.model_dump().items() <= line.items()), None)


def results_by_row(path: Path) -> dict[str, Rows]:
    """What each row of a study gave so far with the hyperparameters of today, by task, in the order of the study."""
    study = read_study(path)
    rows: dict[str, Rows] = {task: defaultdict(list) for task in study}
    results = read_results(path.with_suffix(".jsonl"))
    for run in planned(study):
        if result := result_of(run, results):
            rows[run.task][run.row].append(result)
    return rows
