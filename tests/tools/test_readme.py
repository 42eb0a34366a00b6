import re
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from tests.imports import ROOT
from tests.test_dvc_yaml import STAGES
from textrnn.files import read_json
from tools.curves import draw_pictures
from tools.readme import pages, readme_parts
from tools.results import parts

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_tables_are_those_of_the_results() -> None:
    for path, text in pages().items():
        assert path.read_text(encoding="utf-8") == text, "the results changed: run `make readme`"


def test_pictures_are_those_of_the_studies(tmp_path: Path) -> None:
    draw_pictures(ROOT / "studies", tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (ROOT / "docs" / path.name).read_bytes(), "the results changed: run `make readme`"


def test_the_sizes_it_tells_are_those_of_the_data() -> None:
    labelled = read_json(ROOT / "metrics/classification.json")["data"]
    works = read_json(ROOT / "metrics/generation.json")["data"]
    assert f"{labelled['classes']} classes, the official {labelled['test']['documents']:,} test documents" in README
    assert f"learns from {works['train']['works']} plays, is chosen on {works['valid']['works']}" in README
    assert f"({works['test']['characters']:,} characters)" in README


def test_every_part_is_there() -> None:
    page = README + (ROOT / "docs/results.md").read_text(encoding="utf-8")
    for part in (*readme_parts(), *parts(ROOT / "studies")):
        assert len(re.findall(f"<!-- /?{part} -->", page)) == 2


def test_the_map_names_every_module() -> None:
    listed = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    modules = [name for name in listed.stdout.splitlines() if name.startswith(("stages/", "textrnn/"))]
    mentioned = set(re.findall(r"`[^`\n]+`", README))
    missing = [
        name
        for name in modules
        if name.rsplit("/", 1)[1] != "__init__.py"
        and not {f"`{name}`", f"`{short(name)}`"} & mentioned
        and not (f"`{name.rsplit('/', 1)[0]}/`" in mentioned and is_listed(ROOT / name))
    ]
    assert not missing


def is_listed(module: Path) -> bool:
    """Whether the package of a module, which the map names as a whole, lists it."""
    package = (module.parent / "__init__.py").read_text(encoding="utf-8")
    return bool(re.search(rf"^{re.escape(module.name)} ", package, re.MULTILINE))


def short(path: str) -> str:
    """As the map writes it: the folder of the task is one word for both."""
    return re.sub(r"^(stages|textrnn)/(classification|generation)/", r"\1/<task>/", path)


@pytest.mark.parametrize("page", [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")], ids=lambda page: page.stem)
def test_links_lead_to_files(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (page.parent / target).exists(), target


def test_the_picture_of_the_road_has_the_arrows_of_dvc() -> None:
    made = {output: name.partition("@")[0] for name, stage in STAGES.items() for output in stage["outs"]}
    arrows = {
        (made[path], name.partition("@")[0]) for name, stage in STAGES.items() for path in stage["deps"] if path in made
    }
    (picture,) = re.findall(r"flowchart LR\n(.*?)```", README, re.DOTALL)
    drawn = set()
    for line in picture.strip().splitlines():
        groups = [group.split(" & ") for group in line.strip().split(" --> ")]
        drawn |= {(start, end) for starts, ends in pairwise(groups) for start in starts for end in ends}
    assert drawn == arrows
