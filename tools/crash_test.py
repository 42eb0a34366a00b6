"""Kill a small training at random moments, let it continue, and compare the bytes: `make crash-test`."""

import argparse
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from textrnn.params.editing import set_params
from textrnn.temporary import remove, temporary_folder
from tools.pipeline import ROOT, Command, commands, environment_outside_dvc
from tools.tiny import write_corpora, write_params

# About four seconds of training: long enough to be hit in the middle.
LONGER = {
    "classification.train.epochs": 12,
    "classification.train.batch_size": 4,
    "classification.train.validations_per_epoch": 4,
    "generation.train.epochs": 60,
}
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)


class CrashTest:
    """A small training in a folder of its own, which is stopped and started again."""

    def __init__(self, folder: Path, command: Command) -> None:
        self.folder = folder
        self.command = command
        self.resumed = 0  # How often it continued from a checkpoint.

    def start(self, processes: int) -> subprocess.Popen[bytes]:
        """Start it, with a checkpoint as often as there can be one."""
        environment = environment_outside_dvc(
            PYTHONPATH=str(ROOT), TEXTRNN_PROCESSES=str(processes), TEXTRNN_CHECKPOINT_SECONDS="0"
        )
        words = [sys.executable, *self.command.words]
        with (self.folder / "train.log").open("wb") as log:
            return subprocess.Popen(words, cwd=self.folder, env=environment, stdout=log, stderr=log)

    def finish(self, processes: int) -> dict[str, bytes]:
        """Let it run to its end, and take away what it has written."""
        failed = self.start(processes).wait()
        printed = (self.folder / "train.log").read_text(encoding="utf-8")
        if failed:
            sys.exit(printed)
        self.resumed += "continues from step" in printed
        written = {str(path): path.read_bytes() for path in self.command.output_files(self.folder)}
        for output in self.command.outputs:
            remove(self.folder / output)
        return written

    def kill(self, processes: int, is_time: Callable[[], bool], rng: random.Random) -> str:
        """Start it and send a signal to one of its processes when it is time; say what was done, if it was not over."""
        first = self.start(processes)
        while not is_time():
            if first.poll() is not None:
                return ""
            time.sleep(0.001)
        victims = [psutil.Process(first.pid), *psutil.Process(first.pid).children()]
        number, which = rng.randrange(len(victims)), rng.choice(SIGNALS)
        where = ", while a checkpoint was written" if is_writing(self.folder) else ""
        victims[number].send_signal(which)
        seconds = seconds_to_end(victims, which)
        first.wait()  # Popen does not know that psutil has waited for it.
        return f"{which.name} to process {number + 1} of {len(victims)}{where}; all ended in {seconds:.1f} s"


def is_writing(folder: Path) -> bool:
    """Whether a training in the folder is writing a checkpoint."""
    return any((folder / ".checkpoints").glob(".*.part"))


def seconds_to_end(processes: list[psutil.Process], which: signal.Signals) -> float:
    """How long processes go on after one of them got a signal; it is an error if any does for half a minute."""
    began = time.monotonic()
    _, alive = psutil.wait_procs(processes, timeout=30)
    for process in alive:
        process.kill()
    if alive:
        sys.exit(f"{len(alive)} of {len(processes)} processes did not end after {which.name}")
    return time.monotonic() - began


def random_moment(rng: random.Random, seconds: float, folder: Path) -> Callable[[], bool]:
    """Either a random moment, or, after it, that of the next writing of a checkpoint."""
    moment = time.monotonic() + rng.uniform(0, seconds)
    in_writing = rng.random() < 0.5

    def is_time() -> bool:
        return time.monotonic() >= moment and (not in_writing or is_writing(folder))

    return is_time


def prepare(folder: Path) -> None:
    """Run the tiny pipeline up to the networks that are best on valid."""
    folder.mkdir()
    write_params(folder / "params.yaml")
    set_params(folder / "params.yaml", LONGER)
    write_corpora(folder / "data/raw")
    environment = environment_outside_dvc(PYTHONPATH=str(ROOT))
    for command in commands().values():
        if command.stage == "refit":
            return
        if command.stage != "fetch":
            subprocess.run([sys.executable, *command.words], cwd=folder, env=environment, check=True)


def crash_test(folder: Path, kills: int, rng: random.Random) -> Iterator[tuple[str, bool]]:
    """What was done to each run, and whether it ended with the bytes of one that nothing stopped."""
    prepare(folder / "pipeline")
    trainings = [
        CrashTest(folder / section, command)
        for section, command in commands().items()
        if command.stage in {"train", "refit"}
    ]
    undisturbed, seconds = [], []
    for training in trainings:
        shutil.copytree(folder / "pipeline", training.folder)
        began = time.monotonic()
        undisturbed.append(training.finish(1))
        seconds.append(time.monotonic() - began)
    while kills:
        number, processes = rng.randrange(len(trainings)), rng.choice([1, 2])
        training = trainings[number]
        is_time = random_moment(rng, seconds[number], training.folder)
        done = training.kill(processes, is_time, rng)
        written = training.finish(rng.choice([1, 2]))
        if done:
            kills -= 1
            yield f"{training.command.section}: {done}", written == undisturbed[number]
    if not any(training.resumed for training in trainings):
        sys.exit("no training continued from a checkpoint: nothing is proven")


def main() -> None:
    """Exit with 1 if a run that was stopped ends with other bytes."""
    parser = argparse.ArgumentParser(prog="python -m tools.crash_test", description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1, help="draws other moments")
    words = parser.parse_args()
    rng = random.Random(words.seed)  # noqa: S311  Nothing is secret here.
    right = 0
    with temporary_folder() as folder:
        for number, (done, equal) in enumerate(crash_test(folder, words.kills, rng), start=1):
            right += equal
            print(f"{number} of {words.kills}: {done}; {'the same bytes' if equal else 'OTHER BYTES'}", flush=True)
    print(f"{right} of {words.kills} ended with the bytes of a run that nothing stopped")
    sys.exit(right < words.kills)


if __name__ == "__main__":
    main()
