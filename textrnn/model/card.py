"""Publishes a model: its folder, with a card (Mitchell 2019, arXiv:1810.03993) that model hubs read."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field

from textrnn.errors import reading
from textrnn.files import read_json, replacing, rounded, write_json, write_text
from textrnn.model.config import hyperparameters
from textrnn.model.layout import CARD, CONFIG, SUMS, TOKENIZER, WEIGHTS
from textrnn.model.sums import sums_of
from textrnn.params.section import Section
from textrnn.report.baselines import BASELINES, MCNEMAR
from textrnn.report.markdown import escaped, table
from textrnn.report.never_predicted import KEYS
from textrnn.report.terminal import ESCAPES, printable

NETWORKS = {
    "dynamic_eval": "this model, with dynamic evaluation",
    "network": "**this model**",
    "network_alone": "this model, without its SVM",
    "zero_state": "this model, each window from a zero state",
}
WORDS = re.compile(r"[A-Za-z][A-Za-z0-9 _.,-]*")
LIMITS = (
    "It knows what is in its training data, and repeats its biases. Its scores are those on text of the same kind; on "
    "other text they are lower."
)


class Publish(Section):
    """What the card says that no other file knows."""

    name: str = Field(min_length=1, max_length=200, description="of the model")
    data: str = Field(min_length=1, max_length=1000, description="what it was trained on")
    language: str | None = Field(max_length=100, description="of the texts, such as en; empty: not stated")
    license: str | None = Field(max_length=100, description="of the model, such as mit; empty: not stated")
    limits: str | None = Field(max_length=10_000, description="what it should not be used for; empty: not stated")


class FrontMatterDumper(yaml.SafeDumper):
    """Writes YAML in which a text is a text to every reader, whatever its version of YAML."""


def represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """A text: in double quotes, on one line, where it is more than words."""
    style = None if WORDS.fullmatch(text) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


FrontMatterDumper.add_representer(str, represent_text)


def publish(
    params: Publish,
    headline: Callable[[dict[str, Any]], str],
    make_card: Callable[[Publish, dict[str, Any], dict[str, Any], str], str],
    more: dict[str, Any],
    *files: Path,
    refitted: Path,
    tokenizer: Path,
    scores: Path,
    data: Path,
    model: Path,
) -> None:
    """Write a model's folder.

    `headline` says in a few lines what all scores come to; `make_card` makes the card of params, configuration,
    statistics of the data, and these lines.

    `more` is what the configuration has beside scores, `files` are those that the folder has beside weights and
    tokenizer.

    Raises:
        InputError: an input is damaged.
    """
    config, everything, statistics = read_json(refitted / CONFIG), read_json(scores), read_json(data)
    with reading(scores):
        about = params.model_dump(include=set(Publish.model_fields))
        config |= {"about": about, "scores": scores_on_test(everything)} | more
        config |= {key: everything[key] for key in KEYS.values() if everything.get(key)}
        first_lines = headline(everything)
    with reading(data):
        card = make_card(params, config, statistics, first_lines)
    with replacing(model) as beside:
        beside.mkdir()
        shutil.copyfile(refitted / WEIGHTS, beside / WEIGHTS)
        shutil.copyfile(tokenizer, beside / TOKENIZER)
        for file in files:
            shutil.copyfile(file, beside / file.name)
        write_json(beside / CONFIG, config)
        write_text(beside / CARD, card)
        (beside / SUMS).write_bytes(sums_of({path.name: path.read_bytes() for path in beside.iterdir()}))


def scores_on_test(scores: dict[str, Any]) -> dict[str, Any]:
    """Of all scores those on test: of the network, however it reads, and of the baselines, with McNemar's p."""
    networks = {key: {"test": scores[key]["test"]} for key in NETWORKS if key in scores}
    chances = {name: {MCNEMAR: values["p_value"]} for name, values in scores.get("comparisons", {}).items()}
    baselines = {name: {"test": splits["test"] | chances.get(name, {})} for name, splits in scores["baselines"].items()}
    return networks | {"baselines": baselines}


def scores_table(header: list[str], scores: dict[str, Any], cells: Callable[[dict[str, float]], list[str]]) -> str:
    """The scores on test, those of the baselines first."""
    baselines = {name: scores["baselines"][key] for key, name in BASELINES.items() if key in scores["baselines"]}
    networks = {name: scores[key] for key, name in NETWORKS.items() if key in scores}
    return table(header, [[name, *cells(splits["test"])] for name, splits in (baselines | networks).items()])


def better_baselines(scores: dict[str, Any], score: str, *, higher: bool) -> str:
    """The names of the baselines whose score on test is better than that of the model, however little."""
    sign = 1 if higher else -1
    own = scores["network"]["test"][score]
    better = [key for key, splits in scores["baselines"].items() if sign * (splits["test"][score] - own) > 0]
    return ", ".join(BASELINES[key] for key in better)


def front_matter(about: Publish, task: str, scores: dict[str, tuple[str, float]]) -> str:
    """The YAML at the top of the card. `task` and the keys of scores are those of model hubs; names are for people."""
    result = {
        "task": {"type": task},
        "dataset": {"name": about.data, "type": "text"},
        "metrics": [{"type": key, "value": value, "name": f"test {name}"} for key, (name, value) in scores.items()],
    }
    stated = {name: value for name in ("language", "license") if (value := getattr(about, name))}
    front = {
        **stated,
        "library_name": "textrnn",
        "pipeline_tag": task,
        "tags": ["lstm", "pytorch", "safetensors"],
        "model-index": [{"name": about.name, "results": [rounded(result)]}],
    }
    matter = yaml.dump(front, Dumper=FrontMatterDumper, allow_unicode=True, sort_keys=False, width=4096)
    return f"---\n{matter.translate(ESCAPES)}---\n"


def page(about: Publish, front: str, description: str, usage: str, sections: dict[str, str]) -> str:
    """The card: what the model is, how to use it, then sections by their headings."""
    sections = {"Use": f"```python\n{usage}\n```", **sections}
    if about.license:
        sections["License"] = f"{escaped(about.license)}, for the model; its training data may have another one."
    sections["Limits"] = "\n\n".join(filter(None, [printable(about.limits or ""), LIMITS]))
    paragraphs = [f"{front}\n# {escaped(about.name)}", description]
    paragraphs += [f"## {heading}\n\n{text}" for heading, text in sections.items()]
    return "\n\n".join(paragraphs) + "\n"


def hyperparameter_table(config: dict[str, Any]) -> str:
    """The hyperparameters of training as a table."""
    return table(["parameter", "value"], [[f"`{name}`", f"`{value}`"] for name, value in hyperparameters(config)])
