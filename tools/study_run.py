"""One run of a study: the pipeline in a temporary folder, what it gives and what it costs."""

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Literal

from textrnn.errors import InputError
from textrnn.files import read_json, read_rows, rounded
from textrnn.params.yaml_file import read_yaml
from tools.bench.timing import run_measured
from tools.pipeline import ROOT, alone, commands, scores_by_split
from tools.studies import UNSCORED, Run, Study, Values, digest, write_params


def carry_out(run: Run, study: Study, base: Path) -> Values:
    """What a run gives on the splits of the study, what it cost in seconds of all cores together, its curve."""
    with tempfile.TemporaryDirectory(dir=base) as name:
        folder = Path(name)
        shutil.copytree(base / "code", folder, dirs_exist_ok=True)
        write_params(folder / "params.yaml", run.task, study.changes(run.row, run.seed))
        seconds = run_road(run.task, folder, base / "raw")
        metrics = {path.stem: read_json(path) for path in sorted((folder / "metrics").glob("*.json"))}
        points = read_rows(folder / f"plots/{run.task}/learning_curve.csv")
    trainings = ["train", "refit"] if "test" in study.splits else ["train"]
    costs = {"cpu_seconds": round(sum(seconds[stage] for stage in trainings))}
    if "adapt" in seconds:
        costs["adapt_cpu_seconds"] = round(seconds["adapt"])
    kept = {file: scores_of(found, study.splits) for file, found in metrics.items()}
    found = costs | {"metrics": rounded(kept), "curve": curve_of(points, seconds["train"])}
    return run.model_dump() | found


def curve_of(points: list[dict[str, str]], seconds: float) -> list[tuple[float, ...]]:
    """The seconds of training spread evenly over its steps: at each validation, with the loss and the accuracy."""
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


def run_road(task: str, folder: Path, raw: Path) -> Values:
    """Run the stages of a task in a folder; the CPU seconds of each. `raw` keeps the text of corpora for other runs.

    Raises:
        InputError: a stage fails, which says why itself.
    """
    params = read_yaml(folder / "params.yaml")
    environment = alone() | {"TEXTRNN_NUMERICS": params["numerics"]}
    kept = raw / digest(params[task]["fetch"])
    seconds = {}
    for section, words in commands():
        owner, stage = section.split(".")
        if owner != task or stage in UNSCORED:
            continue
        if stage == "fetch" and kept.exists():
            shutil.copytree(kept, (folder / words[-1]).parent)
            continue
        try:
            seconds[stage] = run_measured(["./python", "-m", *words], folder, environment).cpu_seconds
        except subprocess.CalledProcessError as error:
            raise InputError(f"{section} has failed; what is done so far is kept") from error
        if stage == "fetch":
            shutil.copytree((folder / words[-1]).parent, kept)
    return seconds


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
