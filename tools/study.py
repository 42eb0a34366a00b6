"""Run a study: the road with other hyperparameters, several seeds of each, a line for each result.

studies/NAME.yaml says what is run, studies/NAME.jsonl has what came out of it so far. `make study-NAME` can be stopped
and started again: what is there is not run again, unless its hyperparameters have changed, in the study or in
params.yaml. `make readme` shows it in docs/results.md.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal

from textrnn.errors import InputError
from textrnn.files import read_json, read_rows, rounded
from textrnn.params import read_yaml
from tools.bench.timing import run_measured
from tools.pipeline import ROOT, alone, commands, copy_code, scores_by_split
from tools.studies import STUDIES, Run, Study, Values, planned, read_results, read_study, result_of, write_params


def carry_out(run: Run, study: Study) -> Values:
    """What a run gives on the splits of the study, the seconds of all cores together that training took, its curve."""
    with tempfile.TemporaryDirectory(prefix="textrnn-study-") as name:
        folder = Path(name)
        copy_code(folder)
        changes = study.changes(run.row, run.seed)
        write_params(folder / "params.yaml", run.task, changes)
        seconds = run_road(run.task, folder, fetched="fetch.corpus" not in changes)
        metrics = {path.stem: read_json(path) for path in sorted((folder / "metrics").glob("*.json"))}
        points = read_rows(folder / f"plots/{run.task}/learning_curve.csv")
    kept = {file: scores_of(found, study.splits) for file, found in metrics.items()}
    found = {"cpu_seconds": round(sum(seconds.values())), "metrics": rounded(kept)}
    return run.model_dump() | found | {"curve": curve_of(points, seconds["train"])}


def curve_of(points: list[dict[str, str]], seconds: float) -> list[tuple[float, ...]]:
    """The seconds that training has taken at each validation, the loss and the accuracy there."""
    share = seconds / int(points[-1]["step"])
    return [
        (round(share * int(point["step"]), 1), *(float(point[f"valid_{score}"]) for score in ("loss", "accuracy")))
        for point in points
    ]


def scores_of(metrics: Values, splits: list[Literal["valid", "test"]]) -> Values:
    """The scores of the network and its baselines on some splits, and how they compare on test."""
    found: Values = {split: scores_by_split(metrics)[split] for split in splits}
    for name, baseline in metrics.get("baseline", {}).items():
        found[name] = {split: baseline[split] for split in splits}
    if "test" in splits and "compared" in metrics:
        found["compared"] = metrics["compared"]
    return found


def run_road(task: str, folder: Path, fetched: bool) -> Values:
    """Run the stages of a task in a folder, on raw text that is here already if it was fetched; what training took.

    Raises:
        InputError: a stage fails, which says why itself.
    """
    environment = alone() | {"TEXTRNN_NUMERICS": read_yaml(folder / "params.yaml")["numerics"]}
    seconds = {}
    for section, words in commands():
        owner, stage = section.split(".")
        if owner != task or stage == "sample":
            continue
        if stage == "fetch" and fetched and (ROOT / words[-1]).exists():
            (folder / words[-1]).parent.mkdir(parents=True)
            shutil.copy(ROOT / words[-1], folder / words[-1])
            continue
        try:
            seconds[stage] = run_measured(["./python", "-m", *words], folder, environment).cpu_seconds
        except subprocess.CalledProcessError as error:
            raise InputError(f"{section} has failed; what is done so far is kept") from error
    return {stage: seconds[stage] for stage in ("train", "refit")}


def main() -> None:
    """Carry out what is not there yet, and add a line for each."""
    parser = argparse.ArgumentParser(prog="python -m tools.study", description=__doc__)
    parser.add_argument("name", help="a file in studies/, without .yaml")
    name = parser.parse_args().name
    results = STUDIES / f"{name}.jsonl"
    try:
        study = read_study(STUDIES / f"{name}.yaml")
        known = read_results(results)
        left = [run for run in planned(study) if not result_of(run, known)]
        for number, run in enumerate(left, start=1):
            print(f"{number} of {len(left)}: {run.task}, {run.row}, seed {run.seed}", flush=True)
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
