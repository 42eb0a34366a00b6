"""Which files of this project a module imports, directly or not: read from the source, nothing is run."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]


def imported_files(module: str) -> set[str]:
    """Paths of the module, of what it imports from this project, and of their packages."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        for path in files_of(name) - found:
            found.add(path)
            waiting += imports(ROOT / path)
    return found


def files_of(module: str) -> set[str]:
    """The file of a module and the `__init__.py` files that Python runs before it."""
    parts = module.split(".")
    files = {"/".join(parts) + ".py"}
    files |= {"/".join([*parts[:depth], "__init__.py"]) for depth in range(1, len(parts) + 1)}
    return {file for file in files if (ROOT / file).is_file()}


def imports(path: Path) -> list[str]:
    """Names that a file imports; `from a import b` gives both a and a.b, as b may be a module."""
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide what depends on what"
            assert node.module
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return names
