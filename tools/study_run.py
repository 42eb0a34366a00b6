"""One run of a study: the pipeline in a temporary folder, what it gives and what it costs."""

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Literal

from textrnn.errors import InputError
from textrnn.files import read_json, read_rows
from textrnn.params.editing import set_params
from textrnn.params.yaml_file import read_yaml
from tools.bench.timing import run_measured
from tools.pipeline import ROOT, Command, commands, environment_outside_dvc
from tools.scores import network_scores
from tools.studies import ALONE, UNSCORED, Run, Study, Values, digest

COMMANDS = commands()


def carry_out(run: Run, study: Study, base: Path) -> Values:
    """What a run gives on the splits of the study, what it cost in seconds of all cores together, its curve."""
    with tempfile.TemporaryDirectory(dir=base) as name:
        folder = Path(name)
        shutil.copytree(base / "code", folder, dirs_exist_ok=True)
        set_params(folder / "params.yaml", study.changes(run.task, run.row, run.seed) | alone(run.task))
        seconds = run_pipeline(run.task, folder, base / "raw")
        scores = read_json(folder / COMMANDS[f"{run.task}.compare"].options["details"])
        points = read_rows(folder / COMMANDS[f"{run.task}.train"].options["curve"])
    trainings = ["train", "refit"] if "test" in study.splits else ["train"]
    costs = {"cpu_seconds": round(sum(seconds[stage] for stage in trainings))}
    if "dynamic_eval" in seconds:
        costs["dynamic_eval_cpu_seconds"] = round(seconds["dynamic_eval"])
    curve = curve_of(points, seconds["train"])
    return run.model_dump() | costs | {"scores": scores_of(scores, study.splits), "curve": curve}


def alone(task: str) -> Values:
    """What leaves a network without other models beside it."""
    sections = ALONE if task == "classification" else {}
    return {f"{task}.{name}.{key}": value for name, values in sections.items() for key, value in values.items()}


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


def run_pipeline(task: str, folder: Path, raw: Path) -> Values:
    """Run the stages of a task in a folder; the CPU seconds of each. `raw` keeps the text of corpora for other runs.

    Raises:
        InputError: a stage fails, which says why itself.
    """
    kept = raw / digest(read_yaml(folder / "params.yaml")[task]["fetch"])
    seconds = {}
    for command in COMMANDS.values():
        if command.task != task or command.stage in UNSCORED:
            continue
        path = folder / command.outputs[0]
        if command.stage == "fetch" and kept.exists():
            shutil.copytree(kept, path.parent)
            continue
        seconds[command.stage] = run_stage(command, folder)
        if command.stage == "fetch":
            shutil.copytree(path.parent, kept)
    return seconds


def run_stage(command: Command, folder: Path) -> float:
    """Run a stage in a folder; its CPU seconds.

    Raises:
        InputError: it fails, and says why itself.
    """
    try:
        return run_measured(["./python", *command.words], folder, environment_outside_dvc()).cpu_seconds
    except subprocess.CalledProcessError as error:
        raise InputError(f"{command.section} has failed; what is done so far is kept") from error


def keep_raw(raw: Path) -> None:
    """Keep the raw text that is here, where it is what dvc.lock says: it need not be fetched."""
    for name, stage in read_yaml(ROOT / "dvc.lock")["stages"].items():
        path = ROOT / stage["outs"][0]["path"]
        if name.startswith("fetch@") and path.exists() and md5(path) == stage["outs"][0]["md5"]:
            (section,) = stage["params"]["params.yaml"].values()
            (raw / digest(section)).mkdir(parents=True)
            shutil.copy(path, raw / digest(section))


def md5(path: Path) -> str:
    """The hash by which DVC knows a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "md5").hexdigest()
