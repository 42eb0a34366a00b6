"""The scores of a task's network, from metrics/<task>/scores.json."""

from collections.abc import Sequence
from typing import Any

# The second is of a classifier with an SVM beside its network; the last two are of generators.
EVALUATIONS = ("network", "network_alone", "zero_state", "dynamic_eval")


def network_scores(scores: dict[str, Any], splits: Sequence[str]) -> dict[str, Any]:
    """Those on some splits, for each way in which the network is evaluated."""
    return {way: {split: scores[way][split] for split in splits} for way in EVALUATIONS if way in scores}
