"""Describe: ids -> what the data is like: sizes, lengths of documents, how much of it the vocabulary covers."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from stages.command_line import run
from textrnn.data.arrays import Integers, TokenArrays, read_arrays
from textrnn.data.records import SPLITS, count_records, read_records
from textrnn.data.statistics import Statistics
from textrnn.data.tokenizer import read_tokenizer, stand_ins
from textrnn.errors import reading
from textrnn.files import read_json, replacing, write_metrics
from textrnn.params.section import Section, read_section
from textrnn.report.data_report import write_report
from textrnn.report.progress import track

CHUNK = 2**20  # Tokens counted at a time.


class Params(Section):
    """Section `<task>.describe`."""

    quantile: float = Field(gt=0, le=1, description="the length is named that so many of the documents do not exceed")


def count_tokens(ids: Integers, vocabulary_size: int) -> Integers:
    """How often each token occurs (vocabulary,)."""
    counts = np.zeros(vocabulary_size, dtype=np.int64)
    for at in range(0, len(ids), CHUNK):
        counts += np.bincount(ids[at : at + CHUNK], minlength=vocabulary_size)
    return counts


def length_of_share(lengths: Integers, share: float) -> int:
    """The smallest length that so many of the documents do not exceed."""
    return int(np.quantile(lengths, share, method="inverted_cdf"))


def describe(arrays: TokenArrays, counts: Integers, strange: list[int], params: Params) -> dict[str, float]:
    """Numbers of one split; `strange` are tokens that stand for text outside the vocabulary."""
    lengths = arrays.ends - arrays.starts
    return {
        "characters": int(arrays.characters.sum()),
        "tokens": len(arrays.ids),
        "tokens_outside_vocabulary": float(counts[strange].sum() / max(len(arrays.ids), 1)),
        "median_length": length_of_share(lengths, 0.5),
        "length_of_share": length_of_share(lengths, params.quantile),
        "longest": int(lengths.max()),
    }


def coverage(counts: dict[str, Integers], strange: list[int]) -> dict[str, NDArray[np.floating[Any]]]:
    """For each split the share of its tokens that are among the n tokens most frequent in training, n from 1 on."""
    order = np.argsort(-counts["train"], kind="stable")
    order = order[~np.isin(order, strange)]
    return {name: found[order].cumsum() / max(found.sum(), 1) for name, found in counts.items()}


def draw(lengths: Integers, share: float, covered: dict[str, NDArray[np.floating[Any]]], folder: Path) -> None:
    """Draw what training has."""
    # Imported here, as matplotlib takes half a second: what is wrong with params or data is said before.
    from textrnn.report.data_charts import draw_coverage, draw_lengths

    draw_lengths(lengths, share, length_of_share(lengths, share), folder / "lengths.svg")
    draw_coverage(covered, folder / "vocabulary_coverage.svg")


def draw_sizes(surveys: dict[str, Statistics], folder: Path) -> None:
    """Draw how many documents classes have, or how long works are."""
    from textrnn.report.data_charts import draw_parts

    labels = {name: survey.labels for name, survey in surveys.items()}
    if any(labels.values()):
        draw_parts(labels, "documents", "Documents of each class", folder / "classes.svg")
    else:
        works = {name: survey.sources for name, survey in surveys.items()}
        draw_parts(works, "characters", "Length of works", folder / "works.svg")


def survey(path: Path) -> Statistics:
    """Look at all records of a split."""
    found = Statistics()
    for record in track(read_records(path), f"look at {path.stem}", count_records(path), "records"):
        found.add(record)
    return found


def main(task: str, splits: Path, ids: Path, tokenizer: Path, description: Path, report: Path, pictures: Path) -> None:
    """Describe all splits, in numbers and on a page, and draw what training has."""
    params = read_section(f"{task}.describe", Params)
    fitted = read_tokenizer(tokenizer)
    strange = stand_ins(fitted)
    arrays = {name: read_arrays(ids / name) for name in SPLITS}
    counts = {name: count_tokens(part.ids, fitted.get_vocab_size()) for name, part in arrays.items()}
    parts = {name: describe(arrays[name], counts[name], strange, params) for name in SPLITS}
    known = read_json(splits / "counts.json")
    with reading(splits / "counts.json"):
        parts = {name: known[name] | part for name, part in parts.items()}
    write_metrics(description, known | parts)
    surveys = {name: survey(splits / f"{name}.jsonl") for name in SPLITS}
    write_report(report, parts, surveys, params.quantile)
    with replacing(pictures) as folder:
        folder.mkdir()
        draw_sizes(surveys, folder)
        draw(arrays["train"].ends - arrays["train"].starts, params.quantile, coverage(counts, strange), folder)


if __name__ == "__main__":
    run(main)
