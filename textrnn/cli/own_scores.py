"""The scores that a model has on its own test set, for `textrnn score` to stand beside."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from textrnn.errors import reading
from textrnn.model.config import read_any_config
from textrnn.model.layout import CONFIG
from textrnn.model.reading import REMEDY
from textrnn.model.summary import to_numbers
from textrnn.report.baselines import BASELINES
from textrnn.report.terminal import inline

Scores = dict[str, float]


def own_scores(model: str, score: str, best: Callable[..., str]) -> dict[str, Scores]:
    """The scores of a model (`network`) on its test set, then those of the best baseline; nothing where it has none.

    `score` says which is the best, `best` is max or min.

    Raises:
        InputError: the model is damaged.
    """
    config = read_any_config(Path(model))
    with reading(Path(model) / CONFIG, REMEDY):
        scores: dict[str, Any] = to_numbers(config.get("scores") or {})
        if "network" not in scores:
            return {}
        baselines = {name: values["test"] for name, values in sorted(scores.get("baselines", {}).items())}
        first = [best(baselines, key=lambda name: baselines[name][score])] if baselines else []
        return {"network": scores["network"]["test"]} | {name: baselines[name] for name in first}


def own_line(scores: dict[str, Scores], written: Callable[[Scores], str]) -> str | None:
    """One line of them; None where there are none."""
    if not scores:
        return None
    own, *others = scores
    baselines = (f"{BASELINES.get(name, inline(name))} {written(scores[name])}" for name in others)
    return "; ".join([f"On its own test set: {written(scores[own])}", *baselines])
