"""The modules in dvc.yaml are those that stages import, and all else in it stays."""

from pathlib import Path

import pytest

from textrnn.errors import InputError
from tools import deps, imports
from tools.deps import common_modules, with_modules
from tools.imports import has_code, imported_files
from tools.pipeline import DVC_YAML

COMMITTED = DVC_YAML.read_text(encoding="utf-8")
TRAIN = "      - textrnn/${item.task}/network.py\n"
DATA = "      - data/ids/classification\n"


def test_the_committed_file_names_what_stages_import() -> None:
    assert with_modules(COMMITTED) == COMMITTED, "run make deps"


@pytest.mark.parametrize(
    ("line", "other"),
    [
        (TRAIN, ""),
        (TRAIN, TRAIN + "      - textrnn/gone.py\n"),
        (TRAIN, "      - textrnn/classification/network.py\n"),
        (TRAIN, TRAIN + TRAIN),
        ("      - textrnn/numerics.py\n", ""),
        ("      - stages/pad.py\n", ""),
        (DATA, "      - textrnn/errors.py\n" + DATA),  # A module before the data that is read.
    ],
)
def test_modules_that_are_missing_or_too_many_are_put_right(line: str, other: str) -> None:
    assert line in COMMITTED
    assert with_modules(COMMITTED.replace(line, other, 1)) == COMMITTED


def test_data_and_comments_stay_as_they_are() -> None:
    changed = COMMITTED.replace(DATA, f"      # What encode makes.\n{DATA}      - data/other.csv   # by hand\n", 1)
    assert with_modules(changed) == changed


def test_a_new_stage_has_its_modules_filled_in() -> None:
    before, _, rest = COMMITTED.partition("    deps:\n")
    modules, _, after = rest.partition("    outs:\n")
    assert modules.count("\n") > 10
    assert with_modules(f"{before}    deps:\n    outs:\n{after}") == COMMITTED


def test_deps_in_one_line_are_refused() -> None:
    text = COMMITTED.replace("    deps:\n" + DATA, "    deps: [data/ids/classification]\n    other:\n", 1)
    number = text[: text.index("    deps: [")].count("\n") + 1
    with pytest.raises(InputError, match=f"dvc.yaml, line {number}: give each of the deps of pad its own line"):
        with_modules(text)


def test_the_list_of_all_tasks_has_what_any_of_them_imports() -> None:
    by_task = {"news": {"textrnn/files.py", "textrnn/news/scores.py"}, "plays": {"textrnn/files.py"}}
    assert common_modules(by_task) == by_task["news"]
    by_task["plays"] |= {"textrnn/plays/scores.py", "textrnn/data/windows.py"}
    assert common_modules(by_task) == {
        "textrnn/files.py",
        "textrnn/data/windows.py",
        "textrnn/${item.task}/scores.py",
    }
    assert common_modules({"news": by_task["news"]}) == by_task["news"]


def test_it_rewrites_the_file_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "dvc.yaml"
    path.write_text(COMMITTED.replace(TRAIN, ""), encoding="utf-8")
    monkeypatch.setattr(deps, "DVC_YAML", path)
    deps.main()
    assert path.read_text(encoding="utf-8") == COMMITTED
    deps.main()
    assert [line.split()[1] for line in capsys.readouterr().out.splitlines()] == ["is", "names"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project: a stage that imports a module in a function, and by way of it others."""
    files = {
        "stages/__init__.py": "import sys\n",
        "stages/pad.py": "import numpy\n\ndef main():\n    from package import module\n",
        "package/__init__.py": '"""A package."""\n',
        "package/module.py": "import package.other\nfrom package.deep.last import name\n",
        "package/other.py": "",
        "package/deep/__init__.py": "NAME = 1\n",
        "package/deep/last.py": "name = 1\n",
        "package/unused.py": "x = 1\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(imports, "ROOT", tmp_path)
    return tmp_path


def test_imports_are_followed_to_all_files_that_hold_code(project: Path) -> None:
    assert imported_files("stages.pad") == {
        "stages/__init__.py",
        "stages/pad.py",
        "package/module.py",
        "package/deep/__init__.py",
        "package/deep/last.py",
    }


@pytest.mark.parametrize(
    ("text", "holds"), [("", False), ('"""Says."""\n', False), ("# Says.\n", False), ('"""Says."""\nX = 1\n', True)]
)
def test_a_docstring_is_no_code(text: str, holds: bool, tmp_path: Path) -> None:
    (tmp_path / "file.py").write_text(text, encoding="utf-8")
    assert has_code(tmp_path / "file.py") == holds


def test_relative_imports_are_refused(project: Path) -> None:
    (project / "package/module.py").write_text("import sys\nfrom . import other\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"module.py, line 2: name the module from the top, as in textrnn.files"):
        imported_files("stages.pad")
