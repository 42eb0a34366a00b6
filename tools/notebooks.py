"""Execute the notebooks, and write their outputs: `make notebooks`.

A notebook is written by hand as a script, notebooks/*.py in the percent format of jupytext. The .ipynb beside it is
that script executed from top to bottom, and nothing else: no times, no names of this machine, the same bytes each time.
"""

import asyncio
import hashlib
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jupytext
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from traitlets.config import Config

from textrnn.errors import InputError
from textrnn.files import write_text
from textrnn.notebook import build
from textrnn.temporary import temporary_folder
from tools.pipeline import ROOT

NOTEBOOKS = ROOT / "notebooks"
SECONDS = 600  # For a cell.
METADATA = {
    "jupytext": {
        "formats": "ipynb,py:percent",
        "notebook_metadata_filter": "-jupytext.text_representation.jupytext_version",
    },
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},  # The kernel would add its version.
}


def read_script(script: Path) -> Any:
    """The notebook of a script, without outputs; its cells are numbered, where jupytext would draw their ids."""
    notebook = jupytext.read(script)
    for number, cell in enumerate(notebook.cells):
        cell.id, cell.metadata = f"cell-{number:02d}", {}
    return notebook


def sources(notebook: Any) -> list[tuple[str, str]]:
    """What is written by hand of a notebook: the kind and the text of each cell."""
    return [(cell.cell_type, cell.source) for cell in notebook.cells]


def refuse_lost_edits(script: Path) -> None:
    """Refuse to overwrite a notebook that has been edited alone.

    Raises:
        InputError: its cells are neither those that it was executed with nor those of its script.
    """
    path = script.with_suffix(".ipynb")
    if not path.exists():
        return
    notebook = jupytext.read(path)
    is_as_executed = notebook.metadata.get("textrnn") == metadata(notebook)["textrnn"]
    if is_as_executed or sources(notebook) == sources(read_script(script)):
        return
    name = path.relative_to(ROOT)
    raise InputError(
        f"{name} was edited, {script.name} was not, and the edits would be lost: take them over with "
        f"jupytext --to py:percent {name}, or drop them with git restore {name}"
    )


def metadata(notebook: Any) -> dict[str, Any]:
    """What a notebook says of itself: how it is paired, its kernel, and a hash of its cells as they were executed."""
    cells = json.dumps(sources(notebook)).encode()
    return METADATA | {"textrnn": {"cells": hashlib.sha256(cells).hexdigest()}}


async def execute_all(scripts: Iterable[Path]) -> None:
    """Execute notebooks side by side, each on one core; one that fails does not stop the others.

    Raises:
        InputError: as for `execute`, of the first that fails.
    """
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)  # Of kernels that Ctrl-C has ended.
    with temporary_folder() as folder:
        runs = [execute(script, folder) for script in scripts]
        for outcome in await asyncio.gather(*runs, return_exceptions=True):
            if outcome is not None:
                raise outcome


async def execute(script: Path, folder: Path) -> None:
    """Execute a script's notebook in a new kernel, and write it with its outputs; `folder` takes what IPython writes.

    Raises:
        InputError: a cell fails, or writes to standard error, as a warning does; or the kernel has ended.
    """
    notebook = read_script(script)
    client = NotebookClient(
        notebook,
        config=Config(KernelManager={"transport_encryption": "auto"}),  # The kernel warns without.
        kernel_name="python3",
        resources={"metadata": {"path": str(script.parent)}},
        timeout=SECONDS,
        record_timing=False,
        coalesce_streams=True,
    )
    try:
        await client.async_execute(env=environment(folder))
    except CellExecutionError as error:
        raise InputError(f"{script.name}: {error}") from error
    except DeadKernelError as error:
        raise InputError(f"{script.name}: its kernel was stopped, or memory was not enough") from error
    refuse_warnings(script, notebook)
    notebook.metadata = metadata(notebook)
    write_text(script.with_suffix(".ipynb"), jupytext.writes(notebook, "ipynb").rstrip("\n") + "\n")
    print(f"{script.with_suffix('.ipynb').relative_to(ROOT)} is executed", flush=True)


def refuse_warnings(script: Path, notebook: Any) -> None:
    """Refuse what a reader should not see.

    Raises:
        InputError: a cell has written to standard error.
    """
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                raise InputError(f"{script.name}, {cell.id} writes to standard error:\n{output['text']}")


def environment(folder: Path) -> dict[str, str]:
    """The environment of a kernel, in which nothing is set by hand."""
    others = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    mine = {
        "IPYTHONDIR": str(folder),
        "PYTHONPATH": str(ROOT),  # Before what is installed, which may be another clone's.
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # It would warn of a debugger.
    }
    return others | mine


def main() -> None:
    """Execute all notebooks; exit with 2 where one cannot be."""
    scripts = sorted(NOTEBOOKS.glob("*.py"))
    try:
        for script in scripts:
            refuse_lost_edits(script)
        for task in ("classification", "generation"):
            build(task)  # Here, as two notebooks that start DVC would lock each other out.
        asyncio.run(execute_all(scripts))
    except InputError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit("stopped: what was not executed to its end is as it was")


if __name__ == "__main__":
    main()
