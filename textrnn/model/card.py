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
from textrnn.model.layout import CARD, CONFIG, TOKENIZER, WEIGHTS
from textrnn.params.section import Section
from textrnn.report.baselines import BASELINES
from textrnn.report.markdown import literal, table


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
    """Write the folder of a model with its scores in its configuration, and its card of params, config and data."""
    found, config = read_json(metrics), read_json(source / CONFIG)
    with reading(metrics):
        baselines = {name: scores["test"] for name, scores in found["baseline"].items()}
        more = {"about": params.model_dump(), "scores": {"test": found["test"], "baseline": baselines}}
        card = make_card(params, config | more, found["data"])
    with replacing(target) as beside:
        beside.mkdir()
        for name in (WEIGHTS, TOKENIZER):
            shutil.copyfile(source / name, beside / name)
        write_json(beside / CONFIG, config | more)
        write_text(beside / CARD, card)


def scores_table(header: list[str], scores: dict[str, Any], cells: Callable[[dict[str, float]], list[str]]) -> str:
    """The scores on test, those of the baselines first."""
    models = {name: scores["baseline"][key] for key, name in BASELINES.items() if key in scores["baseline"]}
    models["**this model**"] = scores["test"]
    return table(header, [[name, *cells(found)] for name, found in models.items()])


def ahead(scores: dict[str, Any], score: str, *, higher: bool) -> str:
    """The names of the baselines whose score on test is better than that of the model, by much or little."""
    sign = 1 if higher else -1
    found = (key for key, values in scores["baseline"].items() if sign * (values[score] - scores["test"][score]) > 0)
    return ", ".join(BASELINES[key] for key in found)


def front_matter(about: Publish, task: str, scores: dict[str, tuple[str, float]]) -> str:
    """The YAML in front; `task` and the keys of scores are those that model hubs have, the names are for people."""
    said = {name: value for name in ("language", "license") if (value := getattr(about, name))}
    result = {
        "task": {"type": task},
        "dataset": {"name": about.data, "type": "text"},
        "metrics": [{"type": key, "value": value, "name": f"test {name}"} for key, (name, value) in scores.items()],
    }
    model = {"library_name": "textrnn", "pipeline_tag": task, "tags": ["lstm", "pytorch", "safetensors"]}
    index = {"model-index": [{"name": about.name, "results": [result]}]}
    text = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 1)  # Which hubs read; in it a bare `no` is no language, but false.
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.width = 4096
    yaml.dump(said | model | rounded(index), text)  # type: ignore[operator]
    _, start, matter = text.getvalue().partition("---\n")
    return f"{start}{matter}{start}"


def page(about: Publish, matter: str, what: str, usage: str, sections: dict[str, str]) -> str:
    """The card: what the model is, how to use it, then sections by their headings."""
    limits = [about.limits] if about.limits else []
    if about.license:
        license_text = f"{literal(about.license)}: of the model; its training text may have another one."
        sections = sections | {"License": license_text}
    parts = [
        f"{matter}\n# {literal(about.name)}",
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
