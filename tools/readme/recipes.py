"""What each recipe gave, beside the committed parameters."""

from typing import Any

from textrnn.report.baselines import best_baseline
from textrnn.report.markdown import table

HEADER = [
    "",
    "valid accuracy",
    "test accuracy",
    "valid bits per character",
    "test bits per character",
    "test, dynamic evaluation",
]


def recipe_table(committed: dict[str, Any], recipes: dict[str, dict[str, Any]]) -> str:
    """A row for params.yaml, for each recipe, and for the baselines; scores by task, as metrics/<task>/scores.json."""
    _, linear = best_baseline(committed["classification"], "accuracy", max)
    ppmd = committed["generation"]["baselines"]["ppmd"]
    return table(
        HEADER,
        [
            ["params.yaml", *recipe_cells(committed)],
            *([f"[{name}](../recipes/{name}.yaml)", *recipe_cells(scores)] for name, scores in recipes.items()),
            ["the best linear model; PPMd", *accuracies(linear), "", "", bits(ppmd, "test")],
        ],
    )


def recipe_cells(scores: dict[str, Any]) -> list[str]:
    """The scores of both networks."""
    network, dynamic = (scores["generation"][key] for key in ("network", "dynamic_eval"))
    return [
        *accuracies(scores["classification"]["network"]),
        *(bits(network, split) for split in ("valid", "test")),
        bits(dynamic, "test"),
    ]


def accuracies(scores: dict[str, Any]) -> list[str]:
    """Accuracy on valid and on test, in %."""
    return [f"{100 * scores[split]['accuracy']:.2f}" for split in ("valid", "test")]


def bits(scores: dict[str, Any], split: str) -> str:
    """Bits per character."""
    return f"{scores[split]['bits_per_character']:.3f}"
