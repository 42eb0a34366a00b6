"""Run a study: the road with other hyperparameters, several seeds of each, a line for each result.

studies/NAME.yaml says what is run, studies/NAME.jsonl has what came out of it so far. `make study-NAME` can be stopped
and started again: what is there is not run again. `make readme` shows it in docs/results.md.
"""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import Field

from textrnn.errors import InputError
from textrnn.files import read_json, rounded
from textrnn.params import ParamsFile, Section
from tools.bench.pipeline import ENVIRONMENT, copy_code
from tools.bench.timing import run_measured
from tools.pipeline import ROOT, commands
from tools.tiny import set_params

STUDIES = ROOT / "studies"
Values = dict[str, Any]


class Study(Section):
    """The part of a study that belongs to one task: its rows, each with what it changes."""

    seeds: list[int] = Field(min_length=1)
    splits: list[str] = Field(min_length=1, description="whose scores are kept: test is looked at once, at the end")
    rows: dict[str, Values]


class Run(Section):
    """A row of a study with one seed."""

    task: str
    row: str
    seed: int


def read_study(path: Path) -> dict[str, Study]:
    """The studies of each task.

    Raises:
        InputError: there is no such study, or it is not as it should be.
    """
    if not path.exists():
        raise InputError(f"{path} is not there; there are: {', '.join(sorted(p.stem for p in STUDIES.glob('*.yaml')))}")
    file = ParamsFile(path)
    return {task: file.section(task, Study) for task in file.values}


def planned(study: dict[str, Study]) -> Iterator[Run]:
    """All runs, the first seed of each row before the second one of any."""
    for task, part in study.items():
        for seed in part.seeds:
            for row in part.rows:
                yield Run(task=task, row=row, seed=seed)


def read_results(path: Path) -> list[Values]:
    """What came out so far."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines]


def carry_out(run: Run, study: Study) -> Values:
    """What a run gives on the splits of the study, and the seconds of all cores together that training took."""
    with tempfile.TemporaryDirectory(prefix="textrnn-study-") as name:
        folder = Path(name)
        copy_code(folder)
        changes = study.rows[run.row] | {"train.seed": run.seed}
        set_params(folder / "params.yaml", {f"{run.task}.{key}": value for key, value in changes.items()})
        seconds = run_road(run.task, folder, fetched="fetch.corpus" not in changes)
        metrics = {path.stem: read_json(path) for path in sorted((folder / "metrics").glob("*.json"))}
    kept = {file: scores_of(found, study.splits) for file, found in metrics.items()}
    return run.model_dump() | {"cpu_seconds": round(seconds), "metrics": rounded(kept)}


def scores_of(metrics: Values, splits: list[str]) -> Values:
    """The scores of the network and its baselines on some splits, and how they compare on test."""
    found = {split: metrics[split] for split in splits}
    for name, baseline in metrics.get("baseline", {}).items():
        found[name] = {split: baseline[split] for split in splits}
    if "test" in splits and "compared" in metrics:
        found["compared"] = metrics["compared"]
    return found


def run_road(task: str, folder: Path, fetched: bool) -> float:
    """Run the stages of a task in a folder, on raw text that is here already if it was fetched; what train took."""
    seconds = {}
    for section, words in commands():
        owner, stage = section.split(".")
        if owner != task or stage == "sample":
            continue
        if stage == "fetch" and fetched:
            (folder / words[-1]).parent.mkdir(parents=True)
            shutil.copy(ROOT / words[-1], folder / words[-1])
            continue
        seconds[stage] = run_measured(["./python", "-m", *words], folder, ENVIRONMENT).cpu_seconds
    return seconds["train"]


def main() -> None:
    """Carry out what is not there yet, and add a line for each."""
    parser = argparse.ArgumentParser(prog="python -m tools.study", description=__doc__)
    parser.add_argument("name", help="a file in studies/, without .yaml")
    name = parser.parse_args().name
    try:
        study = read_study(STUDIES / f"{name}.yaml")
        results = STUDIES / f"{name}.jsonl"
        for run in planned(study):
            if not any(run.model_dump().items() <= found.items() for found in read_results(results)):
                print(f"{run.task}, {run.row}, seed {run.seed}", flush=True)
                found = carry_out(run, study[run.task])
                with results.open("a", encoding="utf-8", newline="\n") as file:
                    file.write(json.dumps(found, ensure_ascii=False) + "\n")
    except InputError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(f"stopped; the same command goes on: {results} has what is done")


if __name__ == "__main__":
    main()
