"""Compare: scores of the generator and of the baselines -> the metrics of the task."""

from pathlib import Path
from typing import Any

from stages.command_line import run
from textrnn.errors import reading
from textrnn.files import read_json, write_metrics


def best_baseline(scores: dict[str, Any]) -> float:
    """Bits per character on test of the baseline that has the fewest on valid."""
    best = min(sorted(scores), key=lambda name: scores[name]["valid"]["bits_per_character"])
    return float(scores[best]["test"]["bits_per_character"])


def main(task: str, *, scores: Path, metrics: Path, details: Path) -> None:
    """Write the headline, the few numbers that DVC shows side by side, and beside it all scores."""
    paths = {name: scores / name / "scores.json" for name in ("network", "dynamic_eval", "baselines")}
    network, dynamic_eval, baselines = map(read_json, paths.values())
    headline: dict[str, Any] = {}
    with reading(paths["network"]):
        headline |= {split: {"bpc": network["network"][split]["bits_per_character"]} for split in ("valid", "test")}
    with reading(paths["dynamic_eval"]):
        headline |= {"dynamic": dynamic_eval["test"]["bits_per_character"]}
    with reading(paths["baselines"]):
        headline |= {"baseline": best_baseline(baselines)}
    write_metrics(metrics, headline)
    write_metrics(details, network | {"baselines": baselines, "dynamic_eval": dynamic_eval})


if __name__ == "__main__":
    run(main)
