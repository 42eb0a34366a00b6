"""README.md and docs/: what is filled in is what results and code say, and what is written by hand holds."""

import re
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field

from tests.test_dvc_yaml import STAGES
from textrnn.params.section import Section
from textrnn.params.yaml_file import read_yaml
from textrnn.report.baselines import best_baseline
from tools.pipeline import ROOT
from tools.readme.curves import draw_pictures
from tools.readme.headline import classifier_table, generator_table
from tools.readme.headline import headline as result_lines
from tools.readme.pages import pages, parts
from tools.readme.parameters import allowed, parameters, written
from tools.readme.placeholders import filled
from tools.readme.recipes import recipe_table
from tools.readme.samples import sample_block, speech
from tools.readme.scores import classifier_scores, generator_scores
from tools.readme.stages import stage_picture, stage_table, without_implied

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
Arrows = set[tuple[str, str]]


def test_pages_are_filled_with_the_results() -> None:
    for path, text in pages().items():
        assert path.read_text(encoding="utf-8") == text, "the results changed: run `make readme`"


def test_every_part_has_its_place() -> None:
    for page, found in parts().items():
        text = (ROOT / page).read_text(encoding="utf-8")
        assert re.findall("<!-- ([^/].*) -->", text) == re.findall("<!-- /(.*) -->", text)
        assert set(re.findall("<!-- ([^/].*) -->", text)) == set(found), page


def test_pictures_are_those_of_the_studies(tmp_path: Path) -> None:
    draw_pictures(ROOT / "studies", tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (ROOT / "docs" / path.name).read_bytes(), "the results changed: run `make readme`"


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 150


def anchors(page: Path) -> set[str]:
    """What links into a page can name: its headings, as GitHub makes names of them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_to_files_and_headings(page: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#]*)(?:#([^)]*))?\)", page.read_text(encoding="utf-8")):
        if not target.startswith("https://"):
            path = page.parent / target if target else page
            assert path.exists(), target
            assert not anchor or anchor in anchors(path), f"{target}#{anchor}"


def test_every_package_lists_its_files() -> None:
    listed = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    modules = [path for path in map(Path, listed.stdout.splitlines()) if len(path.parts) > 2 and (ROOT / path).exists()]
    missing = [
        str(path)
        for path in modules
        if path.parts[0] == "textrnn"
        and path.name != "__init__.py"
        and not re.search(rf"^{re.escape(path.name)} ", (ROOT / path.parent / "__init__.py").read_text(), re.MULTILINE)
    ]
    assert not missing


def reachable(arrows: Arrows) -> Arrows:
    """Each stage with all that follow it."""
    while more := {(a, d) for a, b in arrows for c, d in arrows if b == c} - arrows:
        arrows = arrows | more
    return arrows


def test_the_picture_of_the_pipeline_has_the_arrows_of_dvc() -> None:
    def lies_in(path: str, other: str) -> bool:
        return path == other or path.startswith(f"{other}/")

    arrows = {
        (writer.partition("@")[0], reader.partition("@")[0])
        for writer, made in STAGES.items()
        for reader, used in STAGES.items()
        for output in made["outs"]
        for path in used["deps"]
        if lies_in(output, path) or lies_in(path, output)
    }
    (picture,) = re.findall(r"flowchart LR\n(.*?)```", README, re.DOTALL)
    drawn: Arrows = set()
    for line in picture.strip().splitlines():
        groups = [group.split(" & ") for group in line.strip().split(" --> ")]
        drawn |= {(start, end) for starts, ends in pairwise(groups) for start in starts for end in ends}
    assert {name for arrow in drawn for name in arrow} == {name.partition("@")[0] for name in STAGES}
    assert drawn <= arrows
    assert reachable(drawn) == reachable(arrows)
    assert not any(reachable(drawn - {arrow}) == reachable(drawn) for arrow in drawn)  # None is implied.


def cells(line: str) -> list[str]:
    """The cells of a row of a table."""
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def test_every_parameter_is_described_with_its_value() -> None:
    page, sections = parameters(), read_yaml(ROOT / "params.yaml")
    for stage in read_yaml(ROOT / "dvc.yaml")["stages"]:
        rows = [cells(line) for line in page.partition(f"## {stage}\n")[2].partition("\n## ")[0].splitlines()]
        rows = [row for row in rows if row]
        for task in rows[0][3:] if rows else ():
            column = rows[0].index(task)
            told = {row[0].strip("`"): row for row in rows[2:] if row[column]}
            assert told.keys() == sections[task][stage].keys()
            for name, value in sections[task][stage].items():
                assert told[name][1], f"{task}.{stage}.{name} has no description"
                assert told[name][column] == written(value).replace("|", r"\|")


def test_what_a_parameter_may_be_is_told_in_words() -> None:
    class Example(Section):
        share: float = Field(gt=0, le=1)
        size: int = Field(gt=0, lt=2**32)
        rates: list[Annotated[float, Field(ge=0, lt=1)]]
        stop: list[str]
        kind: Literal["a", "b"]
        one: Literal["a"]
        on: bool
        name: str | None
        test: float | str
        pattern: re.Pattern[str]

    fields = Example.model_json_schema()["properties"]
    assert {name: allowed(schema) for name, schema in fields.items()} == {
        "share": "number in (0, 1]",
        "size": "integer in [1, 4294967295]",
        "rates": "list of numbers in [0, 1)",
        "stop": "list of texts",
        "kind": "`a`, `b`",
        "one": "`a`",
        "on": "`true`, `false`",
        "name": "text or empty",
        "test": "number or text",
        "pattern": "regular expression",
    }
    assert [written(value) for value in (None, "", True, 0.1, ["a"])] == [
        "(empty)",
        '`""`',
        "`true`",
        "`0.1`",
        '`["a"]`',
    ]


CLASSIFICATION: dict[str, Any] = {
    "network": {
        "valid": {"accuracy": 0.9, "macro_f1": 0.8, "loss": 0.3},
        "test": {"accuracy": 0.95, "macro_f1": 0.85, "loss": 0.25},
    },
    "baselines": {
        "majority_class": {"valid": {"accuracy": 0.5, "macro_f1": 0.1}, "test": {"accuracy": 0.99, "macro_f1": 0.2}},
        "word_svm": {"valid": {"accuracy": 0.7, "macro_f1": 0.6}, "test": {"accuracy": 0.75, "macro_f1": 0.65}},
    },
    "comparisons": {"word_svm": {"p_value": 0.0123}, "majority_class": {"p_value": 1.0}},
}
GENERATION = {
    "network": {
        "valid": {"bits_per_character": 2.1, "loss": 4.0, "perplexity": 54.6},
        "test": {"bits_per_character": 2.0, "loss": 3.9, "perplexity": 49.4},
    },
    "zero_state": {"valid": {"bits_per_character": 2.4}, "test": {"bits_per_character": 2.3}},
    "dynamic_eval": {"valid": {"bits_per_character": 1.7}, "test": {"bits_per_character": 1.6}},
    "baselines": {
        "character_frequencies": {"valid": {"bits_per_character": 4.0}, "test": {"bits_per_character": 1.0}},
        "ppmd": {"valid": {"bits_per_character": 1.9}, "test": {"bits_per_character": 1.8}},
    },
}


def test_the_result_lines_compare_with_the_baseline_that_is_best_on_valid() -> None:
    statistics: dict[str, dict[str, Any]] = {
        "classification": {"test": {"documents": 2000}, "classes": 8},
        "generation": {"test": {"documents": 3}},
    }
    classifier, generator = result_lines(CLASSIFICATION, GENERATION, statistics).splitlines()
    assert classifier == (
        "- **Classifier**: 95.00 % of 2,000 test documents right (Reuters news, 8 classes); linear SVM on word "
        "n-grams gets 75.00 %. The difference is unlikely to be chance (McNemar's p = 0.012). The best baseline on "
        "test, largest class, gets 99.00 %; that difference may be chance (McNemar's p = 1)."
    )
    assert generator == (
        "- **Generator**: 1.600 bits per character on 3 unseen plays of Shakespeare with dynamic evaluation, 2.000 "
        "as trained; PPMd (adaptive compressor) needs 1.800."
    )
    level = CLASSIFICATION | {"comparisons": CLASSIFICATION["comparisons"] | {"word_svm": {"p_value": 0.05}}}
    assert "may be chance (McNemar's p = 0.05)" in result_lines(level, GENERATION, statistics)


def test_of_equally_accurate_baselines_the_one_with_the_better_macro_f1_is_taken_then_the_simplest() -> None:
    def best(**macro_f1: float) -> str:
        baselines = {key: {"valid": {"accuracy": 1.0, "macro_f1": value}} for key, value in macro_f1.items()}
        return best_baseline({"baselines": baselines}, "accuracy", max)[0]

    assert best(character_svm=0.9, word_svm=0.8) == "character_svm"
    assert best(character_svm=0.9, word_svm=0.9) == "word_svm"


def test_the_readme_shows_fewer_models_than_the_page_of_results() -> None:
    assert generator_table(GENERATION).splitlines()[2:] == [
        "| PPMd (adaptive compressor) | 1.900 | 1.800 |",
        "| **Stacked LSTMs**, dynamic evaluation | 1.700 | 1.600 |",
        "| **Stacked LSTMs**, as trained | 2.100 | 2.000 |",
    ]
    assert classifier_table(CLASSIFICATION).splitlines()[2:] == [
        "| linear SVM on word n-grams | 70.00 | 60.00 | 75.00 | 65.00 |",
        "| **Embedding + LSTM** | 90.00 | 80.00 | 95.00 | 85.00 |",
    ]
    both = CLASSIFICATION | {
        "network_alone": CLASSIFICATION["network"],
        "network": CLASSIFICATION["baselines"]["word_svm"],
    }
    assert classifier_table(both).splitlines()[3:] == [
        "| **Embedding + LSTM** | 90.00 | 80.00 | 95.00 | 85.00 |",
        "| **The model: both together** | 70.00 | 60.00 | 75.00 | 65.00 |",
    ]
    assert generator_scores(GENERATION).splitlines()[2:] == [
        "| character frequencies | 4.000 | 1.000 |  |  |",
        "| PPMd (adaptive compressor) | 1.900 | 1.800 |  |  |",
        "| **Stacked LSTMs**, dynamic evaluation | 1.700 | 1.600 |  |  |",
        "| **Stacked LSTMs**, as trained | 2.100 | 2.000 | 3.900 | 49.4 |",
        "| The same, as trained, each window from a zero state | 2.400 | 2.300 |  |  |",
    ]
    assert classifier_scores(CLASSIFICATION).splitlines()[-1].endswith("| 95.00 | 85.00 | 0.250 |")


def test_recipes_stand_between_params_and_baselines() -> None:
    scores = {"classification": CLASSIFICATION, "generation": GENERATION}
    assert recipe_table(scores, {"quick": scores}).splitlines()[2:] == [
        "| params.yaml | 90.00 | 95.00 | 2.100 | 2.000 | 1.600 |",
        "| [quick](../recipes/quick.yaml) | 90.00 | 95.00 | 2.100 | 2.000 | 1.600 |",
        "| the best linear model; PPMd | 70.00 | 75.00 |  |  | 1.800 |",
    ]


def test_samples_are_quoted() -> None:
    rule = "─" * 80
    samples = (
        f"seed 1\n\n{rule}\nno prompt\n{rule}\n# A play\n\n\n**ANNE**\nTo be,\nor not.\n\n{rule}\nno prompt\n{rule}\nB"
    )
    assert speech(samples) == "> **ANNE** To be, or not."
    assert speech(samples.replace("**", "")) == "> # A play"
    assert sample_block(samples, lines=2) == "At seed 1:\n\n```text\n# A play\n\n…\n```"


def test_stages_are_drawn_without_implied_arrows_and_told_of() -> None:
    stages: dict[str, Any] = {
        "get": {"cmd": "./python -m stages.get text", "desc": "it gets", "deps": ["stages/get.py"], "outs": ["data/a"]},
        "cut": {
            "cmd": "./python -m stages.cut ${item.task}",
            "matrix": {"task": ["classification", "generation"]},
            "desc": "it cuts",
            "deps": ["data/a/part", "stages/cut.py"],
            "metrics": [{"metrics/${item.task}.json": {"cache": False}}],
        },
        "end": {"cmd": "./python -m stages.end text", "desc": "it ends", "deps": ["metrics/generation.json", "data/a"]},
    }
    assert stage_picture(stages) == "```mermaid\nflowchart LR\n  get --> cut --> end\n```"
    assert stage_table(stages).splitlines()[2:4] == [
        "| `get` (text only) | it gets |  | `data/a` |",
        "| `cut` | it cuts | `data/a/part` | `metrics/<task>.json` |",
    ]
    assert without_implied([("a", "b"), ("a", "c"), ("b", "c"), ("a", "d")]) == [("a", "b"), ("b", "c"), ("a", "d")]


def test_only_the_named_part_of_a_page_is_filled() -> None:
    page = "a\n<!-- x -->\nold\n\n<!-- /x -->\n<!-- y -->\n<!-- /y -->\n"
    assert filled(page, {"x": r"\1 new", "z": ""}) == page.replace("old\n", r"\1 new")
