"""The command `textrnn`."""

import io
import signal
import sys
from typing import Any

import click

from textrnn.cli.classify import classify
from textrnn.cli.explain import explain
from textrnn.cli.generate import generate
from textrnn.cli.info import info
from textrnn.cli.options import broken_pipe
from textrnn.cli.pack import pack
from textrnn.cli.use import use
from textrnn.errors import InputError
from textrnn.report.terminal import harmless

MISTAKE, STOPPED = 2, 130  # Exit codes; 0 is success, 1 a fault of textrnn.


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
    epilog='Completion of words in bash: eval "$(_TEXTRNN_COMPLETE=bash_source textrnn)"; the same with zsh and fish.',
)
@click.version_option(package_name="textrnn")
def textrnn() -> None:
    """Own text in, predictions out.

    `use` makes your text the pipeline's data; once `dvc repro` has trained, the others use the models.
    """


for command in (use, classify, generate, explain, info, pack):
    textrnn.add_command(command)


def main() -> None:
    """Run the command line; exit with 2 and a message on a user's mistake, with 130 when stopped."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # What is half-written is removed then, too.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # What a screen has no character for.
    try:
        status = textrnn.main(prog_name="textrnn", standalone_mode=False)
    except click.Abort:
        end("stopped; nothing is left half-written", STOPPED)
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except InputError as error:
        end(str(error), MISTAKE)
    except OSError as error:
        end(f"{error.filename}: {error.strerror}" if error.filename else str(error), MISTAKE)
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "can't allocate memory" not in str(error):  # As torch says it.
            raise
        end(f"not enough memory ({error})", MISTAKE)
    sys.exit(status)


def end(message: str, status: int) -> None:
    """Exit with a message."""
    click.echo(f"textrnn: {harmless(message)}", err=True)
    sys.exit(status)
