"""The benchmarks run; what they measure is for an idle machine."""

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.pipeline_copy import PipelineCopy
from textrnn.classifier import Prediction
from textrnn.data.records import Record
from tools.bench import abstain, corpus, labels
from tools.bench.race import busy_core, launched, race
from tools.bench.timing import run_measured
from tools.pipeline import commands


@pytest.mark.slow
def test_a_small_corpus_goes_through_all_stages(capsys: pytest.CaptureFixture[str]) -> None:
    seconds: dict[str, float] = {}
    peaks: dict[str, int] = {}
    for size in ("first", "second"):
        corpus.bench(size, 300_000, seconds, peaks)
    stages = [
        step
        for task, name in (("classification", "big.csv"), ("generation", "big.parquet"))
        for step in (f"use {name}", *(f"{stage}@{task}" for stage in ("fetch", "split", "tokenize", "encode")))
    ]
    assert list(seconds) == list(peaks) == stages
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 20
    assert all("times as long" in line for line in lines[10:])


def test_peak_memory_is_that_of_the_command_alone() -> None:
    memory = bytearray(300 * 2**20)  # What this process has must not count.
    code = "data = bytearray(100 * 2**20); print('out of the way')"
    small = run_measured([sys.executable, "-c", "pass"], Path.cwd(), os.environ).peak
    large = run_measured([sys.executable, "-c", code], Path.cwd(), os.environ).peak
    assert small < 50 * 2**20
    assert 100 * 2**20 < large < 150 * 2**20 < len(memory)


def test_the_seconds_of_all_cores_are_added_up() -> None:
    work = "sum(range(10**7))"
    code = f"import subprocess, sys; run = subprocess.Popen([sys.executable, '-c', '{work}']); {work}; run.wait()"
    alone = run_measured([sys.executable, "-c", work], Path.cwd(), os.environ)
    both = run_measured([sys.executable, "-c", code], Path.cwd(), os.environ)
    assert both.cpu_seconds > 1.4 * alone.cpu_seconds


def test_as_many_labels_are_changed_as_asked_for() -> None:
    records = [Record(str(number), "abc"[number % 3], "s") for number in range(200)]
    changed, flipped = labels.flip(records, 0.05)
    assert len(flipped) == 10
    different = {n for n, (old, new) in enumerate(zip(records, changed, strict=True)) if old.label != new.label}
    assert different == flipped
    assert {record.label for record in changed} == set("abc")
    assert labels.flip(records, 0.05) == (changed, flipped)


def test_the_share_of_texts_without_an_answer() -> None:
    one = Prediction("a", 0.9, {"a": 0.9, "b": 0.1}, 1.0, "words")
    assert abstain.share_abstained([one, replace(one, abstains=True), one, one]) == 0.25


def test_every_stage_has_its_command_in_the_order_of_the_pipeline() -> None:
    sections = list(commands())
    assert sections[:2] == ["classification.fetch", "generation.fetch"]
    assert sections[-1] == "generation.report"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("task", "words"),
    [
        ("classification", {"ours": ("portable", "ours", 2), "plain": ("fast", "bare", 2)}),
        ("generation", {"ours": ("portable", "ours", 1, 1), "plain": ("fast", "bare", 1)}),
    ],
)
def test_contestants_train_in_turns(task: str, words: dict[str, tuple[object, ...]], pipeline: PipelineCopy) -> None:
    with launched(task, words, pipeline.folder) as contestants, busy_core():
        seconds = race(contestants)
    assert list(seconds) == list(words)
    assert all(0 < value < 60 for value in seconds.values())
    assert all(contestant.process.returncode == 0 for contestant in contestants.values())
