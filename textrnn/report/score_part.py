"""The scores of models side by side, as the report shows them."""

from dataclasses import dataclass
from typing import Any

from textrnn.model.card import NETWORKS
from textrnn.report.baselines import BASELINES
from textrnn.report.tables import Table


@dataclass(frozen=True)
class ScorePart:
    """The part of the page about scores."""

    table: Table
    sentences: tuple[str, ...]  # how the network stands to the baselines


@dataclass(frozen=True)
class Model:
    """A network, however it reads, or a baseline."""

    name: str
    scores: dict[str, Any]  # by split
    intervals: dict[str, list[float]]  # 95 %, of scores on test; those that are known
    is_baseline: bool


def models_of(scores: dict[str, Any]) -> dict[str, Model]:
    """All models of a task's scores by their keys, the baselines first."""
    intervals = scores.get("intervals", {})
    found = intervals.get("baselines", {})
    baselines = {
        key: Model(BASELINES.get(key, key), scores["baselines"][key], found.get(key, {}), is_baseline=True)
        for key in sorted(scores["baselines"], key=place)
    }
    return baselines | {
        key: Model(name.replace("*", ""), scores[key], intervals.get(key, {}), is_baseline=False)
        for key, name in NETWORKS.items()
        if key in scores
    }


def place(key: str) -> tuple[int, str]:
    """Where a baseline stands: in the order of their names, and unknown ones behind."""
    names = list(BASELINES)
    return (names.index(key) if key in names else len(names), key)


def with_interval(score: str, interval: list[float] | None, scale: float, digits: int) -> str:
    """A score with both ends of its interval."""
    if interval is None:
        return score
    low, high = (f"{scale * end:.{digits}f}" for end in interval)
    return f"{score} ({low} – {high})"


def capitalized(name: str) -> str:
    """A name as a sentence begins."""
    return name[:1].upper() + name[1:]
