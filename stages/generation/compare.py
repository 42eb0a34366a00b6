"""Compare: scores of the generator and of the baselines -> the metrics of the task."""

from pathlib import Path
from typing import Any

from stages.command_line import run
from textrnn.errors import reading
from textrnn.files import read_json, write_metrics


def headline(scores: dict[str, Any]) -> dict[str, Any]:
    """The few numbers that DVC shows side by side; of the baselines the one with the fewest bits on valid."""
    best = min(sorted(scores["baselines"]), key=lambda name: scores["baselines"][name]["valid"]["bits_per_character"])
    return {
        **{split: {"bpc": scores["network"][split]["bits_per_character"]} for split in ("valid", "test")},
        "dynamic": scores["dynamic_eval"]["test"]["bits_per_character"],
        "baseline": scores["baselines"][best]["test"]["bits_per_character"],
    }


def main(task: str, *, scores: Path, metrics: Path, details: Path) -> None:
    """Write the headline, and beside it all scores."""
    everything = read_json(scores / "network/scores.json") | {
        "baselines": read_json(scores / "baselines/scores.json"),
        "dynamic_eval": read_json(scores / "dynamic_eval/scores.json"),
    }
    with reading(scores):
        write_metrics(metrics, headline(everything))
    write_metrics(details, everything)


if __name__ == "__main__":
    run(main)
