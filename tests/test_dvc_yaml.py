"""dvc.yaml, params.yaml and the code agree."""

import inspect
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from dvc.repo import Repo
from dvc.stage.cache import _get_cache_hash

from textrnn.params.section import Section, read_section
from textrnn.params.yaml_file import read_yaml
from tools.imports import imported_files, imports
from tools.pipeline import ROOT, commands


def resolved_stages() -> dict[str, dict[str, Any]]:
    """The stages of dvc.yaml, their matrix written out, as DVC understands them."""
    with Repo(str(ROOT)) as repo:
        return {
            stage.name: {
                "words": stage.cmd.split(),
                "deps": [dep.def_path for dep in stage.deps if not hasattr(dep, "params")],
                "params": [name for dep in stage.deps if hasattr(dep, "params") for name in dep.params],
                "outs": [out.def_path for out in stage.outs],
            }
            for stage in repo.index.stages
            if stage.addressing
        }


STAGES = resolved_stages()
WITH_PARAMS = [name for name, stage in STAGES.items() if set(stage["params"]) - {"numerics"}]
COMMAND_LINE = set(ROOT.glob("textrnn/cli/*.py"))


def module_of(name: str) -> str:
    """The module that a stage runs."""
    words = STAGES[name]["words"]
    assert words[:2] == ["./python", "-m"]
    return str(words[2])


def section_of(name: str) -> str:
    """The section of params.yaml that is of a stage."""
    return f"{STAGES[name]['words'][3]}.{name.partition('@')[0]}"


@pytest.mark.parametrize("name", STAGES)
def test_deps_are_the_modules_that_a_stage_imports(name: str) -> None:
    code = {dep for dep in STAGES[name]["deps"] if dep.endswith(".py")}
    own = imported_files(module_of(name))
    others = [other for other in STAGES if other.partition("@")[0] == name.partition("@")[0]]  # One list for all tasks.
    every = {path for other in others for path in imported_files(module_of(other))}
    assert own <= code <= every | own, "run make deps"


@pytest.mark.parametrize("name", STAGES)
def test_the_command_names_inputs_and_outputs_as_main_does(name: str) -> None:
    stage = STAGES[name]
    task, *options = stage["words"][3:]
    assert task in read_yaml(ROOT / "params.yaml")
    names, paths = options[::2], options[1::2]
    parameters = list(inspect.signature(import_module(module_of(name)).main).parameters)
    assert ["task", *(name.removeprefix("--").replace("-", "_") for name in names)] == parameters
    inputs = [path for path in paths if path not in stage["outs"]]
    assert inputs == [dep for dep in stage["deps"] if not dep.endswith(".py")]
    assert sorted(path for path in paths if path not in inputs) == sorted(stage["outs"])


def test_tools_read_the_same_commands_as_dvc() -> None:
    read = {
        tuple(command.words): (sorted(map(str, command.outputs)), sorted(command.params))
        for command in commands().values()
    }
    resolved = {
        tuple(stage["words"][1:]): (sorted(stage["outs"]), sorted(stage["params"])) for stage in STAGES.values()
    }
    assert read == resolved
    assert list(commands()) == [section_of(name) for name in STAGES]


KERNELS = {"scipy", "sklearn", "torch"}  # They compute with kernels of the CPU; describe only counts and divides.
COUNTING = {"compare", "draw", "report"}  # They ask scipy for the tail of a binomial distribution, sklearn for counts.


def kernels_of(module: str) -> set[str]:
    """The libraries with kernels that a module imports, but for what textrnn.numerics, which all import, asks them."""
    files = imported_files(module) - {"textrnn/numerics.py"}
    return KERNELS & {name.partition(".")[0] for file in files for name in imports(ROOT / file)}


def test_numerics_are_a_parameter_of_the_stages_that_compute_with_kernels() -> None:
    dependent = {name.partition("@")[0] for name, stage in STAGES.items() if "numerics" in stage["params"]}
    computing = {name.partition("@")[0] for name in STAGES if kernels_of(module_of(name))} - COUNTING
    names = {
        "embed",
        "train",
        "refit",
        "baseline",
        "suspects",
        "evaluate",
        "ensemble",
        "errors",
        "dynamic_eval",
        "sample",
    }
    assert dependent == computing == names


@pytest.mark.parametrize("name", WITH_PARAMS)
def test_dvc_remembers_results_by_every_parameter(name: str) -> None:
    # Its run cache overlooks keys that mean something in its own files, such as size: it would give back the result
    # of another value.
    for field in import_module(module_of(name)).Params.model_fields:
        keys = {_get_cache_hash({"params": {"params.yaml": {field: value}}}, key=True) for value in (1, 2)}
        assert len(keys) == 2, f"rename {field}"


@pytest.mark.parametrize("name", STAGES)
def test_params_are_the_section_that_a_stage_reads(name: str) -> None:
    params = [param for param in STAGES[name]["params"] if param != "numerics"]
    source = (ROOT / module_of(name).replace(".", "/")).with_suffix(".py").read_text(encoding="utf-8")
    read = re.findall(r'read_section\(f"\{task\}\.(\w+)"', source)
    assert params == [f"{STAGES[name]['words'][3]}.{word}" for word in read]
    assert params in ([], [section_of(name)])
    assert hasattr(import_module(module_of(name)), "Params") == bool(params)


@pytest.mark.parametrize("name", WITH_PARAMS)
def test_committed_params_are_valid(name: str) -> None:
    module = import_module(module_of(name))
    assert isinstance(read_section(section_of(name), module.Params, ROOT / "params.yaml"), Section)


@pytest.mark.parametrize("name", WITH_PARAMS)
def test_numbers_have_bounds(name: str) -> None:
    for field, about in import_module(module_of(name)).Params.model_fields.items():
        if about.annotation in {int, float}:
            bounds = {limit for limit in ("gt", "ge", "lt", "le") for mark in about.metadata if hasattr(mark, limit)}
            assert bounds & {"gt", "ge"}, field
            assert bounds & {"lt", "le"}, field


def test_every_section_of_params_belongs_to_a_stage() -> None:
    tasks = {name: value for name, value in read_yaml(ROOT / "params.yaml").items() if name != "numerics"}
    sections = {f"{task}.{name}" for task, section in tasks.items() for name in section}
    assert sections == {section_of(name) for name in WITH_PARAMS}


COMMAND = {"stages.command_line", "stages.command_line.begin", "stages.command_line.run"}  # No stage imports another.


def test_imports_run_one_way() -> None:
    for path in [*ROOT.glob("textrnn/**/*.py"), *ROOT.glob("stages/**/*.py")]:
        names = {name.partition(".")[0] for name in imports(path)} & {"stages", "tests", "tools"}
        is_stage = path.is_relative_to(ROOT / "stages")
        assert names <= ({"stages"} if is_stage else set()), path
        assert {name for name in imports(path) if name.startswith("stages.")} <= COMMAND, path


def test_the_tasks_do_not_import_each_other() -> None:
    for mine, other in (("classification", "generation"), ("generation", "classification")):
        for path in [*ROOT.glob(f"textrnn/{mine}/*.py"), *ROOT.glob(f"stages/{mine}/*.py")]:
            assert not [name for name in imports(path) if f".{other}" in name], path


def test_code_does_not_know_the_tasks() -> None:
    tasks = read_yaml(ROOT / "params.yaml").keys() - {"numerics"}
    for path in {*ROOT.glob("textrnn/**/*.py"), *ROOT.glob("stages/**/*.py")} - COMMAND_LINE:  # It names defaults.
        words = re.findall(r'"(\w+)"', path.read_text(encoding="utf-8"))
        assert not set(words) & tasks, path


def test_the_command_line_reruns_no_stage() -> None:
    assert COMMAND_LINE
    for stage in STAGES.values():
        assert not COMMAND_LINE & {ROOT / dep for dep in stage["deps"]}


def test_what_only_predictions_need_trains_nothing_again() -> None:
    reading = {f"textrnn/model/{name}.py" for name in ("config", "loading", "packing", "reading", "summary")}
    reading |= {f"textrnn/{task}/loading.py" for task in ("classification", "generation")}
    assert reading <= imported_files("textrnn.model.packing") | imported_files("textrnn.model.summary")
    for name, stage in STAGES.items():
        if name.partition("@")[0] in {"train", "refit"}:
            assert not reading & set(stage["deps"])


def test_data_is_ignored_by_git_and_results_are_not() -> None:
    ignored = [line[1:] for line in Path(ROOT / "data/.gitignore").read_text(encoding="utf-8").splitlines()[1:]]
    for stage in STAGES.values():
        for out in stage["outs"]:
            assert out.startswith(("data/", "metrics/", "plots/", "reports/", "samples/"))
            assert not out.startswith("data/") or out.split("/")[1] in ignored
