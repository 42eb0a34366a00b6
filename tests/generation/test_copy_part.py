import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from textrnn.generation.copy_part import LONGEST_SAMPLE, MOST_SAMPLES, copy_part, spans

SUMMARY = {
    "texts": 2,
    "characters": 100,
    "longest": 1234,
    "median_longest": 7.5,
    "copied_share": 0.25,
    "distinct_1": 0.5,
    "distinct_2": 0.75,
    "distinct_3": 1.0,
    "repetition": 0.0,
}


@given(st.lists(st.integers(0, 60), max_size=6, unique=True).map(sorted))
def test_marked_stretches_are_those_that_were_found(cuts: list[int]) -> None:
    text = "".join(chr(97 + place % 26) for place in range(60))
    copied: list[dict[str, Any]] = [
        {"start": start, "end": end, "source": f"{start}"} for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    made = list(spans(text, copied))
    assert "".join(span.text for span in made) == text
    marked = [(span.text, span.source) for span in made if span.source is not None]
    assert marked == [(text[one["start"] : one["end"]], one["source"]) for one in copied]


def test_a_long_sample_is_cut() -> None:
    copied: list[dict[str, Any]] = [{"start": 10, "end": LONGEST_SAMPLE + 50, "source": "a"}]
    first, copy, rest = spans("x" * (LONGEST_SAMPLE + 100), copied)
    assert (len(first.text), len(copy.text), copy.source, rest.text) == (10, LONGEST_SAMPLE - 10, "a", "…")
    behind: list[dict[str, Any]] = [{"start": LONGEST_SAMPLE, "end": LONGEST_SAMPLE + 50, "source": "a"}]
    assert list(spans("x" * (LONGEST_SAMPLE + 100), behind)) == [("x" * LONGEST_SAMPLE + "…", None)]


def test_the_part_says_how_much_is_copied(tmp_path: Path) -> None:
    longest = {"start": 0, "end": 60, "source": "hamlet"}
    sample = {"prompt": "To", "sample": 1, "text": "To be", "longest": longest, "copied": [], "copied_share": 0.125}
    samples = [sample, sample | {"prompt": "", "sample": 2, "longest": None}] * MOST_SAMPLES
    (tmp_path / "copies.json").write_text(json.dumps({"samples": samples, "test": []}))
    (tmp_path / "copying.json").write_text(json.dumps({"shortest": 50, "samples": SUMMARY, "test": SUMMARY}))
    paths = (tmp_path / "copies.json", tmp_path / "copying.json")
    assert [sample.spans for sample in copy_part(*paths, show_texts=False).samples] == [()] * MOST_SAMPLES
    part = copy_part(*paths, show_texts=True)
    assert part.samples[0].spans == (("To be", None),)
    assert (len(part.samples), part.more) == (MOST_SAMPLES, MOST_SAMPLES)
    assert part.samples[0].title == "Sample 1, prompt 'To'"
    assert part.samples[0].copied == "12.50\u00a0% copied; its longest stretch has 60 characters, of hamlet"
    assert (part.samples[1].title, part.samples[1].copied) == ("Sample 2, no prompt", "12.50\u00a0% copied")
    assert part.table.rows[0][1:] == ("1,234", "1,234")
    assert part.table.rows[2] == ("share of the text in stretches of 50 characters and more", *["25.00\u00a0%"] * 2)
