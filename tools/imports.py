"""Which files of this project a module imports, directly or not: read from the source, nothing is run."""

import ast
from functools import cache
from pathlib import Path

from textrnn.errors import InputError
from tools.pipeline import ROOT


def imported_files(module: str) -> set[str]:
    """Paths of a module, of what it imports from this project, and of their packages where those hold code."""
    files: set[str] = set()
    waiting = [module]
    while waiting:
        for path in files_of(waiting.pop()) - files:
            files.add(path)
            waiting += imports(ROOT / path)
    return {path for path in files if has_code(ROOT / path)}


def files_of(module: str) -> set[str]:
    """The file of a module and the `__init__.py` files that Python runs before it."""
    words = module.split(".")
    files = {"/".join(words) + ".py"}
    files |= {"/".join([*words[:depth], "__init__.py"]) for depth in range(1, len(words) + 1)}
    return {file for file in files if (ROOT / file).is_file()}


@cache
def imports(path: Path) -> list[str]:
    """Names that a file imports; `from a import b` gives both a and a.b, as b may be a module.

    Raises:
        InputError: it imports relative to itself.
    """
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.level or not node.module:
                raise InputError(f"{path}, line {node.lineno}: name the module from the top, as in textrnn.files")
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return names


@cache
def has_code(path: Path) -> bool:
    """Whether a file holds more than a docstring: one that does not can change no output."""
    statements = ast.parse(path.read_text(encoding="utf-8")).body
    return not all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in statements)
