"""What predictions cost: the first answer, short documents in a second, memory with more documents."""

import os
import statistics
import sys
from pathlib import Path

from textrnn.data.records import read_records
from textrnn.temporary import temporary_folder
from tools.bench.timing import report, run_measured
from tools.pipeline import ROOT

TEXTRNN = [sys.executable, "-c", "from textrnn.cli.app import main; main()"]
WORDS = 20  # Of a short document.
SIZES = (20_000, 100_000)


def write_documents(path: Path, count: int) -> None:
    """Short documents: the beginnings of those of the test set, again and again."""
    texts = [
        " ".join(record.text.split()[:WORDS]) for record in read_records(ROOT / "data/splits/classification/test.jsonl")
    ]
    path.write_text("\n".join(texts[number % len(texts)] for number in range(count)) + "\n", encoding="utf-8")


def main() -> None:
    """Print the figures of predictions."""
    model = ["--model", str(ROOT / "data/models/classification")]
    starts = [run_measured([*TEXTRNN, "classify", "wheat prices", *model], ROOT, os.environ).seconds for _ in range(5)]
    start = statistics.median(starts)
    report("textrnn classify: start to first answer, in seconds", f"{start:.2f}", "at most 2.5", start <= 2.5)
    peaks = []
    with temporary_folder() as folder:
        for count in SIZES:
            write_documents(folder / "texts.txt", count)
            words = ["classify", "--input", "texts.txt", "--output", "labels.csv", *model]
            cost = run_measured([*TEXTRNN, *words], folder, os.environ)
            peaks.append(cost.peak)
            rate = count / (cost.seconds - start)
            title = f"documents of {WORDS} words in a second, of {count:,}"
            report(title, f"{rate:,.0f}", "at least 2,000", rate >= 2000)
    growth = (peaks[1] - peaks[0]) / 1e6
    report(f"memory that {SIZES[1] - SIZES[0]:,} more take, in MB", f"{growth:.0f}", "at most 50", growth <= 50)
