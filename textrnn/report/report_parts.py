"""The parts of the report that both tasks have."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import Field

from textrnn.errors import reading
from textrnn.files import read_json
from textrnn.model.card import LIMITS
from textrnn.model.layout import CONFIG
from textrnn.params.section import Section
from textrnn.report.data_part import data_part
from textrnn.report.origin_part import origin_part
from textrnn.report.subject_part import lead
from textrnn.report.training_part import training_part


class Report(Section):
    """What may stand on the page."""

    show_texts: bool = Field(description="whether documents of the data may stand on the page, which git keeps")


@dataclass(frozen=True)
class Sources:
    """What the parts of both tasks are made of."""

    raw: Path  # all records
    tokenizer: Path
    statistics: Path
    metrics: Path
    plots: Path
    model: Path  # the published one
    lock: Path  # requirements.lock

    @property
    def pictures(self) -> Path:
        """The folder of pictures."""
        return self.plots / "pictures"

    @cached_property
    def data(self) -> dict[str, Any]:
        """The sizes of the splits."""
        found: dict[str, Any] = read_json(self.metrics / "data.json")
        return found


def parts_of_both_tasks(
    kind: str, unit: str, sizes: Callable[[dict[str, Any]], dict[str, str]], sources: Sources
) -> dict[str, Any]:
    """Values of the page: what was trained on what, how, its limits, where all of it comes from.

    `kind` is what the network is, `unit` what a loss is of; `sizes` says how much text each split has.

    Raises:
        InputError: a file is damaged.
    """
    config = read_json(path := sources.model / CONFIG)
    training = training_part(config, path, sources.plots / "learning_curve.csv", unit, sources.pictures)
    remarks = sources.plots / "data_report.md"
    with reading(path):
        max_length = config["truncation"]["max_length"] if "truncation" in config else None
    with reading(sources.metrics / "data.json"):
        amounts = sizes(sources.data)
        data = data_part(sources.data, sources.statistics, remarks, sources.pictures, max_length)
    with reading(path):
        about = config["about"]
        limits = [text for text in (about["limits"], LIMITS) if text]
        first = lead(kind, config, sources.model, training, amounts)
    inputs = [sources.raw, sources.tokenizer, sources.metrics / "data.json", sources.metrics / "scores.json"]
    origin = origin_part(inputs, sources.model, sources.lock)
    return {"about": about, "lead": first, "training": training, "data": data, "limits": limits, "origin": origin}
