"""What the notebooks begin with, and how they show pictures and texts; needs `pip install '.[notebooks]'`.

A kernel is a process that its first cell owns: that cell calls `begin`, and all others can import what they like.
"""

import html
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from IPython.display import HTML, SVG, Markdown

from textrnn import numerics
from textrnn.errors import InputError
from textrnn.report.markdown import table
from textrnn.temporary import temporary_folder

TOP_LEFT = "text-align: left; vertical-align: top"
RESTART = "restart the kernel, and run its cells from the first one on"


def begin() -> None:
    """Work in the project's folder, as its stages do, with portable numerics; say what is promised of the bits.

    Raises:
        NumericsError: numpy or torch has loaded before.
        InputError: the kernel has not started in a clone of the project, or textrnn is that of another one.
    """
    root = find_project(Path.cwd())
    refuse_other_code(root)
    os.chdir(root)
    sys.path[:] = [str(root), *(path for path in sys.path if path != str(root))]  # There are the stages.
    try:
        numerics.pin("portable")
    except numerics.NumericsError as error:
        error.add_note(RESTART)
        raise
    numerics.configure_torch()
    set_style()
    print(numerics.promise())


def find_project(folder: Path) -> Path:
    """The folder of dvc.yaml, this one or one above it.

    Raises:
        InputError: there is none.
    """
    for path in (folder, *folder.parents):
        if (path / "dvc.yaml").is_file() and (path / "stages").is_dir():
            return path
    raise InputError(f"{folder} is in no clone of textrnn: open the notebook where it lies, in notebooks/")


def refuse_other_code(root: Path) -> None:
    """Refuse modules of another clone, which a kernel's environment may have installed.

    Raises:
        InputError: they are not of this one.
    """
    code = Path(__file__).resolve().parents[1]
    if code != root.resolve():
        raise InputError(f"this kernel's textrnn is that of {code}, not of {root}: choose the kernel of .venv there")


def set_style() -> None:
    """Show figures as the pipeline draws them: SVG, the same bytes each time."""
    # Here, as they import numpy, which is to be pinned before.
    import matplotlib
    from matplotlib_inline.backend_inline import set_matplotlib_formats

    from textrnn.report.charts import STYLE

    matplotlib.rcdefaults()
    matplotlib.rcParams.update(STYLE)
    set_matplotlib_formats("svg", metadata={"Date": None, "Creator": None}, bbox_inches="tight")


def build(task: str) -> None:
    """Have DVC make what is not there of a task's data: its splits, its tokenizer, its ids. It trains nothing.

    Raises:
        InputError: a stage fails, which says why itself.
    """
    wanted = [f"data/splits/{task}", f"data/tokenizers/{task}.json", f"data/ids/{task}"]
    if all(Path(path).exists() for path in wanted):
        return
    command = [sys.executable, "-m", "dvc", "repro", f"encode@{task}"]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # Stages take this Python.
    done = subprocess.run(command, env=os.environ | {"PATH": path}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise InputError(f"dvc repro encode@{task} has failed:\n{done.stdout}{done.stderr}")


def show_table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> Markdown:
    """A table below a cell."""
    return Markdown(table(header, rows))


def show_picture(draw: Callable[..., None], *arguments: object) -> SVG:
    """What one of the functions of textrnn.report draws, which take last the path that they write to."""
    with temporary_folder() as folder:
        path = folder / "picture.svg"
        draw(*arguments, path)
        return SVG(path.read_text(encoding="utf-8"))


def show_texts(texts: Mapping[str, str]) -> HTML:
    """Texts in columns of the same width, each below its name, their lines as they are."""
    share = f"{100 // max(len(texts), 1)}%"
    names = "".join(in_cell("th", html.escape(name), share) for name in texts)
    columns = "".join(in_cell("td", html.escape(text).replace("\n", "<br>"), share) for text in texts.values())
    return HTML(f'<table width="100%"><tr>{names}</tr><tr>{columns}</tr></table>')


def in_cell(tag: str, content: str, width: str) -> str:
    """A cell of a table whose text starts at the top left, whether a page keeps attributes or styles."""
    return f'<{tag} align="left" valign="top" width="{width}" style="{TOP_LEFT}">{content}</{tag}>'
