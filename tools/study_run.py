"""One run of a study: the pipeline in a temporary folder, what it gives and what it costs."""

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Literal

from textrnn.errors import InputError
from textrnn.files import dvc_hash, read_json, read_rows
from textrnn.params.editing import set_params
from textrnn.params.yaml_file import read_yaml
from tools.bench.timing import run_measured
from tools.pipeline import ROOT, Command, commands, copy_outputs, environment_outside_dvc
from tools.scores import network_scores
from tools.studies import UNSCORED, Run, Study, Values, digest

COMMANDS = commands()
SHARED = {"fetch": ["fetch"], "baseline": ["fetch", "split", "baseline"]}  # The sections that these stages come from.


def carry_out(run: Run, study: Study, base: Path) -> Values:
    """What a run gives on the splits of the study, what it cost in seconds of all cores together, its curve."""
    with tempfile.TemporaryDirectory(dir=base) as name:
        folder = Path(name)
        shutil.copytree(base / "code", folder, dirs_exist_ok=True)
        set_params(folder / "params.yaml", from_elsewhere(study.changes(run.task, run.row, run.seed)))
        seconds = run_pipeline(run.task, folder, base / "shared")
        scores = read_json(folder / COMMANDS[f"{run.task}.compare"].options["details"])
        points = read_rows(folder / COMMANDS[f"{run.task}.train"].options["curve"])
    trainings = ["train", "refit"] if "test" in study.splits else ["train"]
    costs = {"cpu_seconds": round(sum(seconds[stage] for stage in trainings))}
    if "dynamic_eval" in seconds:
        costs["dynamic_eval_cpu_seconds"] = round(seconds["dynamic_eval"])
    curve = curve_of(points, seconds["train"])
    return run.model_dump() | costs | {"scores": scores_of(scores, study.splits), "curve": curve}


def from_elsewhere(changes: Values) -> Values:
    """What a run changes in params.yaml, with paths of data that lead to it from any folder."""
    return {name: str(ROOT / value) if name.endswith("fetch.path") else value for name, value in changes.items()}


def curve_of(points: list[dict[str, str]], seconds: float) -> list[tuple[float, ...]]:
    """The seconds of training spread evenly over its steps: at each validation, with the loss and the accuracy."""
    share = seconds / int(points[-1]["step"])
    return [
        (round(share * int(point["step"]), 1), *(float(point[f"valid_{score}"]) for score in ("loss", "accuracy")))
        for point in points
    ]


def scores_of(scores: Values, splits: list[Literal["valid", "test"]]) -> Values:
    """Of metrics/<task>/scores.json what belongs to some splits; the comparisons are of test."""
    others = {"valid", "test"} - set(splits)
    baselines = {
        name: {key: value for key, value in baseline.items() if key not in others}
        for name, baseline in scores["baselines"].items()
    }
    comparisons = {name: scores[name] for name in ("comparisons",) if name in scores and "test" in splits}
    return network_scores(scores, splits) | {"baselines": baselines} | comparisons


def run_pipeline(task: str, folder: Path, shared: Path) -> Values:
    """Run the stages of a task in a folder; the CPU seconds of each. `shared` keeps what other runs need as well.

    Raises:
        InputError: a stage fails, which says why itself.
    """
    params = read_yaml(folder / "params.yaml")[task]
    seconds = {}
    for command in COMMANDS.values():
        if command.task != task or command.stage in UNSCORED:
            continue
        kept = shared_folder(shared, command, params) if command.stage in SHARED else None
        if kept and kept.exists():
            copy_outputs(command, kept, folder)
            continue
        seconds[command.stage] = run_stage(command, folder)
        if kept:
            copy_outputs(command, folder, kept)
    return seconds


def shared_folder(shared: Path, command: Command, params: Values) -> Path:
    """Where the outputs of a stage are kept for all runs with the same parameters."""
    return shared / digest({name: params[name] for name in SHARED[command.stage]}) / command.section


def run_stage(command: Command, folder: Path) -> float:
    """Run a stage in a folder; its CPU seconds.

    Raises:
        InputError: it fails, and says why itself.
    """
    try:
        return run_measured(["./python", *command.words], folder, environment_outside_dvc()).cpu_seconds
    except subprocess.CalledProcessError as error:
        raise InputError(f"{command.section} has failed; what is done so far is kept") from error


def keep_raw(shared: Path) -> None:
    """Keep the raw text that is here, where it is what dvc.lock says: it need not be fetched."""
    for name, stage in read_yaml(ROOT / "dvc.lock")["stages"].items():
        path = ROOT / stage["outs"][0]["path"]
        if name.startswith("fetch@") and path.exists() and dvc_hash(path) == stage["outs"][0]["md5"]:
            command = COMMANDS[f"{name.removeprefix('fetch@')}.fetch"]
            (section,) = stage["params"]["params.yaml"].values()
            copy_outputs(command, ROOT, shared_folder(shared, command, {"fetch": section}))
