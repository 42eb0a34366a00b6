import signal
import subprocess
import sys
import time

import pytest

from textrnn.data import patterns
from textrnn.data.patterns import checked_pattern
from textrnn.data.tokenizer import interruptible
from textrnn.ingest.proposal import BYTE_PAIR_PATTERN
from textrnn.params.yaml_file import read_yaml
from tools.pipeline import ROOT

PARAMS = read_yaml(ROOT / "params.yaml")
SLOW = r"[\s\S]{0,150}[\s\S]{0,150}[\s\S]{0,150}$b"


@pytest.mark.parametrize(
    "pattern",
    [
        *(PARAMS[task]["tokenize"]["pattern"] for task in ("classification", "generation")),
        BYTE_PAIR_PATTERN,
        r"\w+(?:['’-]\w+)*",
        r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
        r"\p{Han}|\S",
    ],
)
def test_patterns_that_people_use_are_taken(pattern: str) -> None:
    assert checked_pattern(pattern) == pattern


@pytest.mark.parametrize("pattern", [SLOW, r"(a|aa|a*)*$b", r"(?:\w+\s?)+$b"])
def test_a_pattern_whose_search_takes_long_is_refused_before(pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.5)
    checked_pattern.cache_clear()
    with pytest.raises(
        ValueError, match=r"its search takes more than 0\.5 s for 2,000 characters like|takes too many steps"
    ):
        checked_pattern(pattern)


@pytest.mark.parametrize(("pattern", "message"), [("(", "no regular expression"), ("a" * 1001, "longer than 1,000")])
def test_what_is_no_pattern_is_refused(pattern: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        checked_pattern(pattern)


SEARCH = f"""
from tokenizers import Regex, Tokenizer, models, pre_tokenizers
from textrnn.data.tokenizer import encode
tokenizer = Tokenizer(models.BPE())
tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex({SLOW!r}), "isolated")
print("searching", flush=True)
encode(tokenizer, "a" * 200_000 + "b")
"""


def test_a_search_can_be_interrupted() -> None:
    words = [sys.executable, "-c", SEARCH]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "searching\n"
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=10)
    assert errors.endswith("KeyboardInterrupt\n")


def test_what_another_thread_does_comes_back() -> None:
    assert interruptible(lambda: [1, None]) == [1, None]
    with pytest.raises(ZeroDivisionError):
        interruptible(lambda: 1 // 0)
    with pytest.raises(TimeoutError):
        interruptible(lambda: time.sleep(5), 0.01)
