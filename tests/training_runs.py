"""Starts the training stages of a tiny pipeline as users do, on their own, by torchrun or by dvc."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from tests.pipeline_copy import PipelineCopy, as_command, environment
from textrnn.files import read_json, write_json
from textrnn.params.editing import set_params
from textrnn.temporary import remove
from tools.pipeline import commands

COMMANDS = commands()
SHARDS = 4


class Training:
    """A copy of the tiny pipeline in which a training, or that on train and valid, is started again and again."""

    def __init__(self, pipeline: PipelineCopy, folder: Path, section: str, epochs: int = 2) -> None:
        self.folder = pipeline.copy_to(folder).folder
        self.command = COMMANDS[section]
        self.remove_outputs()
        task = self.command.task
        if self.command.stage == "train":
            set_params(folder / "params.yaml", {f"{task}.train.shards": SHARDS, f"{task}.train.epochs": epochs})
        else:
            change_training(folder / f"data/chosen/{task}/config.json", epochs)

    def remove_outputs(self) -> None:
        """Remove what it has written, as DVC does before it runs a stage."""
        for output in self.command.outputs:
            remove(self.folder / output)

    def words(self, *launcher: str) -> list[str]:
        """The command line of the stage, started by Python or by a launcher that takes -m."""
        return [*(launcher or [sys.executable]), *self.command.words]

    def start(self, command: list[str], **changes: str) -> subprocess.Popen[str]:
        """Start it, its output to be read."""
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env=environment() | changes,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def finish(self, *launcher: str, **changes: str) -> dict[str, bytes]:
        """Run it to its end; the bytes that it has written."""
        process = self.start(self.words(*launcher), **changes)
        printed = process.communicate(timeout=300)
        assert process.returncode == 0, printed
        return self.written()

    def run_here(self) -> dict[str, bytes]:
        """Run it to its end in this process, which has imported torch already; the bytes that it has written."""
        with as_command(self.folder):
            import_module(self.command.module).main(self.command.task, **self.command.options)
        return self.written()

    def written(self) -> dict[str, bytes]:
        """Everything that it has written."""
        files = self.command.output_files(self.folder)
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in files}

    def checkpoints(self) -> list[Path]:
        """The checkpoints there are, without one that is being written."""
        return sorted((self.folder / ".checkpoints").glob("[!.]*"))


def change_training(path: Path, epochs: int) -> None:
    """Let a chosen network have been trained in so many epochs, the last of them the best."""
    config = read_json(path)
    config["train"] |= {"shards": SHARDS, "epochs": epochs}
    config["best"]["epoch"] = float(epochs)
    write_json(path, config)


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.01)


def end(process: subprocess.Popen[str], number: signal.Signals) -> tuple[int, str]:
    """Send a signal; the exit status, and what was written to stderr."""
    process.send_signal(number)
    _, printed = process.communicate(timeout=60)
    return process.returncode, printed
