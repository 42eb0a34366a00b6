"""MODEL_CARD.md: what a model is, with the YAML in front that model hubs read (Mitchell 2019, arXiv:1810.03993)."""

import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import Field
from ruamel.yaml import YAML

from textrnn.errors import reading
from textrnn.files import read_json, replacing, rounded, write_json, write_text
from textrnn.markdown import literal, table
from textrnn.model_folder import CARD, CONFIG, TOKENIZER, WEIGHTS
from textrnn.params import Section


class Publish(Section):
    """What a card says that nothing else knows."""

    name: str = Field(min_length=1, max_length=200, description="of the model")
    data: str = Field(min_length=1, max_length=1000, description="what it was trained on")
    language: str | None = Field(max_length=100, description="of the texts, such as en; empty: not said")
    license: str | None = Field(max_length=100, description="of the model, such as mit; empty: not said")
    limits: str | None = Field(max_length=10_000, description="what it should not be used for; empty: not said")


def publish(
    params: Publish,
    make_card: Callable[[Publish, dict[str, Any], dict[str, Any]], str],
    source: Path,
    metrics: Path,
    target: Path,
) -> None:
    """Write the folder of a model with its scores in its configuration, and its card of params, config and metrics."""
    found, config = read_json(metrics), read_json(source / CONFIG)
    with reading(metrics):
        baselines = {name: scores["test"] for name, scores in found["baseline"].items()}
        more = {"about": params.model_dump(), "scores": {"test": found["test"], "baseline": baselines}}
        card = make_card(params, config, found)
    with replacing(target) as beside:
        beside.mkdir()
        for name in (WEIGHTS, TOKENIZER):
            shutil.copyfile(source / name, beside / name)
        write_json(beside / CONFIG, config | more)
        write_text(beside / CARD, card)


def front_matter(publish: Publish, task: str, scores: dict[str, float]) -> str:
    """The YAML in front; `task` and the names of scores are those that model hubs have."""
    said = {name: value for name in ("language", "license") if (value := getattr(publish, name))}
    result = {
        "task": {"type": task},
        "dataset": {"name": publish.data, "type": "text"},
        "metrics": [{"type": name, "value": value, "name": f"test {name}"} for name, value in scores.items()],
    }
    about = {"library_name": "textrnn", "pipeline_tag": task, "tags": ["lstm", "pytorch", "safetensors"]}
    index = {"model-index": [{"name": publish.name, "results": [result]}]}
    text = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 1)  # Which hubs read; in it a bare `no` is no language, but false.
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.width = 4096
    yaml.dump(said | about | rounded(index), text)  # type: ignore[operator]
    _, start, matter = text.getvalue().partition("---\n")
    return f"{start}{matter}{start}"


def page(publish: Publish, matter: str, what: str, usage: str, sections: dict[str, str]) -> str:
    """The card: what the model is, how to use it, then sections by their headings."""
    limits = [publish.limits] if publish.limits else []
    parts = [
        f"{matter}\n# {literal(publish.name)}",
        what,
        f"## Use\n\n```python\n{usage}\n```",
        *(f"## {heading}\n\n{text}" for heading, text in sections.items()),
        "## Limits\n\n"
        + "\n\n".join(
            [
                *limits,
                "It knows what its training text has, and shares its one-sidedness: what the text says of people, "
                "it says again. Its scores are those of text of the same kind; on other text they are lower.",
            ]
        ),
    ]
    return "\n\n".join(parts) + "\n"


def hyperparameters(train: dict[str, Any]) -> str:
    """The hyperparameters of training as a table."""
    return table(["parameter", "value"], [[f"`{name}`", f"`{value}`"] for name, value in sorted(train.items())])
