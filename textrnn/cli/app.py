"""The command `textrnn`."""

import io
import os
import signal
import sys
from typing import Any, NoReturn

import click

from textrnn import numerics
from textrnn.cli.classify import classify
from textrnn.cli.explain import explain
from textrnn.cli.generate import generate
from textrnn.cli.info import info
from textrnn.cli.options import broken_pipe
from textrnn.cli.pack import pack
from textrnn.cli.score import score
from textrnn.cli.use import use
from textrnn.errors import explain_error
from textrnn.report.terminal import printable


class Commands(click.Group):
    """Commands that end well when whoever reads their output, such as head, has enough."""

    def make_context(self, *words: Any, **more: Any) -> click.Context:
        """Read the command line, and print help if it asks for it."""
        try:
            return super().make_context(*words, **more)
        except BrokenPipeError:
            broken_pipe()
            raise click.exceptions.Exit(0) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            broken_pipe()
            return 0


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog='Completion in bash: eval "$(_TEXTRNN_COMPLETE=bash_source textrnn)"; the same with zsh and fish.',
)
@click.version_option(package_name="textrnn")
def textrnn() -> None:
    """Your data in, predictions out.

    `use` makes your text the pipeline's data; once `dvc repro` has trained, the others use the models.
    """


for command in (use, classify, score, generate, explain, info, pack):
    textrnn.add_command(command)


def main() -> None:
    """Run the command line; exit with 2 and a message on a user's mistake, with 130 when stopped."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # What is half-written is removed then, too.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # What a screen has no character for.
    pin_numerics()
    try:
        status = textrnn.main(prog_name="textrnn", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except BaseException as error:
        explained = explain_error(KeyboardInterrupt() if isinstance(error, click.Abort) else error)
        if explained is None:
            raise
        end(*explained)
    sys.exit(status)


def pin_numerics() -> None:
    """Pin numerics before a command imports numpy or torch: TEXTRNN_NUMERICS says whether portable or fast."""
    try:
        numerics.pin(os.environ.get("TEXTRNN_NUMERICS", "portable"))
    except numerics.NumericsError as error:
        end(f"{error} (for this command: TEXTRNN_NUMERICS=fast)", 2)


def end(message: str, status: int) -> NoReturn:
    """Exit with a message."""
    click.echo(f"textrnn: {printable(message)}", err=True)
    sys.exit(status)
