"""Training loops in processes of their own, which run in turns."""

import os
import statistics
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tools.pipeline import ROOT

TURNS = 3


class Contestant:
    """A training loop in a process of its own, or in several; tools/bench/contestant.py says what its words mean."""

    def __init__(self, folder: Path, words: Iterable[object]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tools.bench.contestant", *map(str, words)],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def read(self) -> str:
        """What it prints next; at first, that it is ready.

        Raises:
            RuntimeError: it has ended.
        """
        line = self.process.stdout.readline() if self.process.stdout else ""
        if not line:
            raise RuntimeError("a contestant has ended")
        return line

    def seconds(self) -> float:
        """How long one more run of its loop takes."""
        if self.process.stdin:
            self.process.stdin.write("go\n")
        return float(self.read())


@contextmanager
def launched(
    task: str, words: Mapping[str, tuple[object, ...]], folder: Path = ROOT
) -> Iterator[dict[str, Contestant]]:
    """Contestants, freshly started: by name their numerics, and what else they are told."""
    contestants = {name: Contestant(folder, [numerics, task, *more]) for name, (numerics, *more) in words.items()}
    try:
        for contestant in contestants.values():
            contestant.read()
        yield contestants
    finally:
        for contestant in contestants.values():
            contestant.process.communicate()


@contextmanager
def busy_core() -> Iterator[None]:
    """Another program that keeps one core busy."""
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as process:
        try:
            yield
        finally:
            process.kill()


def race(contestants: dict[str, Contestant]) -> dict[str, float]:
    """The median seconds of each contestant, which run in turns."""
    turns = [[contestant.seconds() for contestant in contestants.values()] for _ in range(TURNS)]
    return dict(zip(contestants, map(statistics.median, zip(*turns, strict=True)), strict=True))
