"""Describe: splits, ids and examples -> statistics of the data: sizes, lengths, how much of it is known and read."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from stages.command_line import run
from textrnn.data.arrays import Integers, TokenArrays, read_arrays
from textrnn.data.examples import TRUNCATION
from textrnn.data.records import SPLITS, count_records, read_records
from textrnn.data.statistics import Statistics
from textrnn.data.tokenizer import read_tokenizer, stand_ins
from textrnn.errors import reading
from textrnn.files import read_json, replacing, write_json, write_metrics
from textrnn.params.section import Section, read_section
from textrnn.report.data_report import write_report
from textrnn.report.progress import track

CHUNK = 2**20  # Tokens counted at a time.


class Params(Section):
    """Section `<task>.describe`."""

    quantile: float = Field(gt=0, le=1, description="share of the documents that the named length is not exceeded by")


def count_tokens(ids: Integers, vocabulary_size: int) -> Integers:
    """How often each token occurs (vocabulary,)."""
    counts = np.zeros(vocabulary_size, dtype=np.int64)
    for at in range(0, len(ids), CHUNK):
        counts += np.bincount(ids[at : at + CHUNK], minlength=vocabulary_size)
    return counts


def length_quantile(lengths: Integers, quantile: float) -> int:
    """The smallest length that this share of the documents does not exceed."""
    return int(np.quantile(lengths, quantile, method="inverted_cdf"))


def describe(arrays: TokenArrays, counts: Integers, unknown: list[int], params: Params) -> dict[str, float]:
    """Numbers of one split; `unknown` are tokens that stand for text outside the vocabulary."""
    lengths = arrays.ends - arrays.starts
    return {
        "documents": len(lengths),
        "characters": int(arrays.characters.sum()),
        "tokens": len(arrays.ids),
        "tokens_outside_vocabulary": float(counts[unknown].sum() / max(len(arrays.ids), 1)),
        "median_length": length_quantile(lengths, 0.5),
        "length_quantile": length_quantile(lengths, params.quantile),
        "longest": int(lengths.max()),
    }


def longest_read(examples: Path) -> int:
    """How many tokens of a document are read."""
    truncation = read_json(examples / TRUNCATION)
    with reading(examples / TRUNCATION):
        return int(truncation["max_length"])


def describe_truncation(arrays: TokenArrays, max_length: int | None) -> dict[str, float]:
    """How many documents of a split are longer than what is read of them, and the share of all tokens that is not."""
    if max_length is None:
        return {}
    lengths = arrays.ends - arrays.starts
    unread = int((lengths - max_length).clip(min=0).sum())
    return {
        "documents_cut": int((lengths > max_length).sum()),
        "tokens_not_read": unread / max(len(arrays.ids), 1),
    }


def describe_classes(statistics: dict[str, Statistics]) -> dict[str, int]:
    """Numbers of labelled documents; none of running text."""
    train, valid, test = (statistics[split] for split in SPLITS)
    if not train.labels:
        return {}
    return {"classes": len(train.labels), "test_texts_seen_in_training": test.texts_in(train, valid)}


def coverage(counts: dict[str, Integers], unknown: list[int]) -> NDArray[np.floating[Any]]:
    """The share of each split's tokens that are among the n tokens most frequent in training (splits, vocabulary)."""
    order = np.argsort(-counts["train"], kind="stable")
    order = order[~np.isin(order, unknown)]
    return np.array([counts[split][order].cumsum() / max(counts[split].sum(), 1) for split in SPLITS])


def collect(path: Path) -> Statistics:
    """Statistics of all records of a split."""
    statistics = Statistics()
    for record in track(read_records(path), f"describe {path.stem}", count_records(path), "records"):
        statistics.add(record)
    return statistics


def write_figures(
    path: Path, arrays: TokenArrays, covered: NDArray[np.floating[Any]], statistics: dict[str, Statistics], share: float
) -> None:
    """Write what is drawn: lengths and coverage as arrays, the sizes of classes and sources of each split."""
    lengths = arrays.ends - arrays.starts
    with replacing(path) as folder:
        folder.mkdir()
        np.save(folder / "lengths.npy", lengths)
        np.save(folder / "coverage.npy", covered)
        sizes = {
            "classes": {split: dict(each.labels) for split, each in statistics.items()},
            "sources": {split: dict(each.sources) for split, each in statistics.items()},
            "quantile": share,
            "length_quantile": length_quantile(lengths, share),
        }
        write_json(folder / "sizes.json", sizes)


def main(
    task: str,
    *,
    splits: Path,
    ids: Path,
    examples: Path,
    tokenizer: Path,
    statistics: Path,
    summary: Path,
    report: Path,
) -> None:
    """Describe all splits: in numbers, on a page, and in the figures that are drawn."""
    params = read_section(f"{task}.describe", Params)
    fitted = read_tokenizer(tokenizer)
    unknown = stand_ins(fitted)
    arrays = {split: read_arrays(ids / split) for split in SPLITS}
    counts = {split: count_tokens(part.ids, fitted.get_vocab_size()) for split, part in arrays.items()}
    max_length = longest_read(examples) if arrays["train"].labels is not None else None  # Running text is read whole.
    numbers = {
        split: describe(part, counts[split], unknown, params) | describe_truncation(part, max_length)
        for split, part in arrays.items()
    }
    collected = {split: collect(splits / f"{split}.jsonl") for split in SPLITS}
    write_metrics(summary, numbers | describe_classes(collected))
    write_report(report, numbers, collected, params.quantile, max_length)
    write_figures(statistics, arrays["train"], coverage(counts, unknown), collected, params.quantile)


if __name__ == "__main__":
    run(main)
