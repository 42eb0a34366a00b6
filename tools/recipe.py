"""Run the pipeline with the overrides of a recipe, as an experiment in a copy: `make recipe-quick`."""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import dvc.api

from textrnn.errors import InputError
from textrnn.files import write_json
from textrnn.params.yaml_file import read_yaml
from tools.pipeline import ROOT, commands, flat
from tools.scores import network_scores

RECIPES = ROOT / "recipes"
EXPERIMENTS = [sys.executable, "-m", "dvc", "exp"]


def overrides(values: dict[str, Any]) -> Iterator[str]:
    """Each value as `dvc exp run --set-param` takes it."""
    return (f"{name}={written(value)}" for name, value in flat(values))


def written(value: Any) -> str:
    """A value in Hydra's grammar, by which DVC reads overrides: a backslash means something only before a quote."""
    if isinstance(value, list):
        return f"[{','.join(map(written, value))}]"
    if isinstance(value, str):
        return "'" + re.sub(r"(\\*)('|\Z)", lambda end: 2 * end[1] + ("\\'" if end[2] else ""), value) + "'"
    return json.dumps(value)


def settings(name: str) -> list[str]:
    """The overrides of a recipe as words of a command line.

    Raises:
        InputError: there is no such recipe.
    """
    path = RECIPES / f"{name}.yaml"
    if not path.exists():
        there = ", ".join(sorted(path.stem for path in RECIPES.glob("*.yaml")))
        raise InputError(f"no recipe is named {name}; there are: {there}")
    return [word for override in overrides(read_yaml(path)) for word in ("--set-param", override)]


def experiment(name: str, words: list[str]) -> int:
    """Run an experiment of this name; one that had it is there until the new one has succeeded."""
    new = f"{name}-new" if name in experiments() else name
    if new in experiments():
        manage("remove", new)
    status = run([*EXPERIMENTS, "run", "--temp", "--name", new, *words])
    if status == 0 and new != name:
        manage("rename", "--force", new, name)
    return status


def run(command: list[str]) -> int:
    """Run DVC to its end: on Ctrl-C, which reaches it as well, it ends its stage and removes its copy first."""
    with subprocess.Popen(command, cwd=ROOT) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                print("stopping", file=sys.stderr)


def experiments() -> list[str]:
    """The names of the experiments at this commit."""
    return manage("list", "--name-only").split()


def manage(*words: str) -> str:
    """What a command of `dvc exp` prints."""
    return subprocess.run([*EXPERIMENTS, *words], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout


def commit_of(name: str) -> str:
    """The commit of an experiment, as a branch or a tag may have the same name."""
    return next(line.split()[0] for line in manage("list").splitlines() if line.endswith(f"[{name}]"))


def record(name: str) -> None:
    """Write the scores of a recipe's networks on valid and test beside the recipe."""
    commit = commit_of(name)
    files = {command.task: command.options["details"] for command in commands().values() if command.stage == "compare"}
    scores = {task: json.loads(dvc.api.read(str(path), repo=str(ROOT), rev=commit)) for task, path in files.items()}
    write_json(RECIPES / f"{name}.json", {task: network_scores(scores[task], ["valid", "test"]) for task in scores})


def main() -> None:
    """Run the recipe that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m tools.recipe", description=__doc__)
    parser.add_argument("name", help="a file in recipes/, without .yaml")
    parser.add_argument("--record", action="store_true", help="write its metrics to recipes/NAME.json")
    words = parser.parse_args()
    try:
        status = experiment(words.name, settings(words.name))
    except InputError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    if status == 0 and words.record:
        record(words.name)
    sys.exit(status)


if __name__ == "__main__":
    main()
