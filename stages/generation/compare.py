"""Compare: scores of the generator and of the baselines -> the metrics of the task."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stages.command_line import run
from textrnn.errors import reading
from textrnn.files import read_json, write_metrics
from textrnn.generation.metrics import bits_per_character
from textrnn.report.baselines import best_baseline
from textrnn.report.intervals import bootstrap

SCORED, SCORE = ("network", "dynamic_eval"), "bits_per_character"
Values = NDArray[np.float64]


def intervals(blocks: Path) -> dict[str, Any]:
    """The 95 % interval of bits per character on test, for each way of scoring, and from how many blocks it is.

    It is about text of the same works: others may differ by more.
    """
    with reading(blocks):
        columns = {name: np.array(values, float) for name, values in read_json(blocks).items()}
        ends = {name: interval(columns[name], columns["characters"]) for name in SCORED}
        return {"blocks": len(columns["characters"])} | {name: {SCORE: both} for name, both in ends.items()}


def interval(bits: Values, characters: Values) -> list[float]:
    """Both ends, by a bootstrap over blocks that have so many bits and characters (blocks,)."""
    return bootstrap(lambda drawn: bits_per_character(bits[drawn].sum(), characters[drawn].sum()), len(bits))


def main(task: str, *, scores: Path, metrics: Path, details: Path) -> None:
    """Write the headline, the few numbers that DVC shows side by side, and beside it all scores with intervals."""
    paths = {name: scores / name / "scores.json" for name in ("network", "dynamic_eval", "baselines")}
    network, dynamic_eval, baselines = map(read_json, paths.values())
    headline: dict[str, Any] = {}
    with reading(paths["network"]):
        headline |= {split: {"bpc": network["network"][split]["bits_per_character"]} for split in ("valid", "test")}
    with reading(paths["dynamic_eval"]):
        headline |= {"dynamic": dynamic_eval["test"]["bits_per_character"]}
    with reading(paths["baselines"]):
        _, best = best_baseline({"baselines": baselines}, SCORE, min)
        headline |= {"baseline": best["test"][SCORE]}
    more = {"intervals": intervals(scores / "passages/blocks.json")}
    write_metrics(metrics, headline)
    write_metrics(details, network | {"baselines": baselines, "dynamic_eval": dynamic_eval} | more)


if __name__ == "__main__":
    run(main)
