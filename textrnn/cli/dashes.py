"""Texts on the command line that begin with a dash, as "-5 degrees" does, told from options."""

import re
from collections.abc import Iterator, Sequence
from shlex import quote
from typing import Any

import click

OPTION = re.compile(r"--?[A-Za-z][\w-]*(?:=.*)?", re.DOTALL)  # Anything else that begins with a dash is a text.
MARK = "\0"  # No program can be given it on its command line.


class TextCommand(click.Command):
    """A command whose arguments are texts, of the type `TEXT`, also where one begins with a dash and is no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; of an unknown option, say how a text would be written."""
        try:
            return super().parse_args(ctx, list(self.marked(args)))
        except click.NoSuchOption as error:
            if error.possibilities:
                raise
            text = quote(word_of(error.option_name, args))
            message = f"{error.message} A text that begins so goes behind --: {ctx.command_path} -- {text}"
            raise click.NoSuchOption(error.option_name, message, ctx=ctx) from error

    def marked(self, args: Sequence[str]) -> Iterator[str]:
        """The words of the command line, texts with a mark before them, so that their dash is not the first sign."""
        takes_value = {name for param in self.params if is_option(param) for name in param.opts}
        before = ""
        for number, arg in enumerate(args):
            if arg == "--" and before not in takes_value:
                yield from args[number:]
                return
            is_text = arg.startswith("-") and arg not in {"-", "--"} and not OPTION.fullmatch(arg)
            yield MARK + arg if is_text and before not in takes_value else arg
            before = "" if before in takes_value else arg


def word_of(option: str, args: Sequence[str]) -> str:
    """The word of the command line that an unknown option was read from: of "-hot", click takes each letter for one."""
    words = (arg for arg in args if OPTION.fullmatch(arg))
    if option.startswith("--"):
        return next((arg for arg in words if arg.startswith(option)), option)
    return next((arg for arg in words if arg[1] != "-" and option[1:] in arg), option)


def is_option(param: click.Parameter) -> bool:
    """Whether it is an option with a value."""
    return isinstance(param, click.Option) and not param.is_flag


class Text(click.ParamType[str]):
    """A text, without the mark."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text as it was typed."""
        return str(value).removeprefix(MARK)


TEXT = Text()
