"""Which page has which parts, and what they are now."""

from pathlib import Path

from textrnn.files import read_json
from tools.pipeline import ROOT
from tools.readme import headline, results
from tools.readme.parameters import parameters
from tools.readme.placeholders import filled
from tools.readme.recipes import recipe_table
from tools.readme.samples import sample_block, speech
from tools.readme.scores import Scores, classifier_scores, generator_scores
from tools.readme.stages import read_stages, stage_picture, stage_table

TASKS = ("classification", "generation")
Parts = dict[str, str]  # By the name between `<!-- -->`.


def parts() -> dict[str, Parts]:
    """The parts of each page, from what lies in this project."""
    classification, generation = scores = read_metrics("scores")
    samples = (ROOT / "samples/generation.txt").read_text(encoding="utf-8")
    statistics = dict(zip(TASKS, read_metrics("data"), strict=True))
    return {
        "README.md": {
            "headline": headline.headline(classification, generation, statistics),
            "classification": headline.classifier_table(classification),
            "generation": headline.generator_table(generation),
            "speech": speech(samples),
            "stages": stage_picture(read_stages()),
        },
        "docs/results.md": {
            "classification": classifier_scores(classification),
            "generation": generator_scores(generation),
            "sample": sample_block(samples),
            **results.parts(ROOT / "studies"),
        },
        "docs/recipes.md": {"recipes": recipe_table(dict(zip(TASKS, scores, strict=True)), read_recipes())},
        "docs/pipeline.md": {"stages": stage_table(read_stages())},
        "docs/parameters.md": {"parameters": parameters()},
    }


def read_metrics(name: str) -> list[Scores]:
    """A file of metrics/<task>/, of both tasks."""
    return [read_json(ROOT / f"metrics/{task}/{name}.json") for task in TASKS]


def read_recipes() -> dict[str, Scores]:
    """What each recipe gave, by its name."""
    return {path.stem: read_json(path) for path in sorted(ROOT.glob("recipes/*.json"))}


def pages() -> dict[Path, str]:
    """The pages with their parts filled."""
    return {
        path: filled(path.read_text(encoding="utf-8"), found)
        for path, found in ((ROOT / name, found) for name, found in parts().items())
    }
