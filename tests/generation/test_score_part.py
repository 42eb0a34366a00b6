from typing import Any

import pytest

from textrnn.generation.score_part import headline, score_part

BITS = "bits_per_character"


def scores(trained: float, dynamic: float, ppmd: float) -> dict[str, Any]:
    """Scores of a network, two ways, and of two baselines."""

    def both(bits: float, **more: float) -> dict[str, Any]:
        return {split: {BITS: bits, **more} for split in ("valid", "test")}

    return {
        "network": both(trained, perplexity=40.04),
        "dynamic_eval": both(dynamic, perplexity=27.0),
        "zero_state": both(2.0, perplexity=50.0),
        "baselines": {"character_frequencies": both(4.7), "ppmd": both(ppmd)},
        "intervals": {"blocks": 50, "network": {BITS: [1.7, 1.85]}},
    }


@pytest.mark.parametrize(
    ("ppmd", "as_trained", "with_dynamic_evaluation"),
    [
        (1.9, "No baseline is ahead of the network as it is trained.", "No baseline is ahead of the network with"),
        (1.7, "Ahead of the network as it is trained: PPMd (adaptive compressor).", "No baseline is ahead of the"),
        (1.5, "Ahead of the network as it is trained: PPMd", "Ahead of the network with dynamic evaluation: PPMd"),
    ],
)
def test_a_baseline_that_is_ahead_is_named(ppmd: float, as_trained: str, with_dynamic_evaluation: str) -> None:
    first, _ = score_part(scores(1.8, 1.6, ppmd)).sentences
    assert first.startswith("The network needs 1.800 bits for a character of test as it is trained, and 1.600 with ")
    assert f"PPMd (adaptive compressor), the best baseline on validation, {ppmd:.3f}. {as_trained}" in first
    assert with_dynamic_evaluation in first


def test_where_learning_while_it_reads_does_harm_the_page_says_so_and_begins_with_the_other() -> None:
    harmed = scores(1.8, 1.9, 1.7)
    assert score_part(harmed).sentences[0].endswith(" Dynamic evaluation makes it worse on this text.")
    assert "worse" not in score_part(scores(1.8, 1.6, 1.7)).sentences[0]
    assert [figure.value for figure in headline(harmed)] == ["1.800", "1.900", "1.700"]


def test_all_models_stand_in_the_table() -> None:
    rows = {row[0]: row[1:] for row in score_part(scores(1.8, 1.6, 1.7)).table.rows}
    assert rows["this model"] == ("1.800 (1.700 – 1.850)", "40.0")
    assert rows["this model, with dynamic evaluation"] == ("1.600", "27.0")
    assert rows["character frequencies"] == ("4.700", "")
    assert [figure.value for figure in headline(scores(1.8, 1.6, 1.7))] == ["1.600", "1.800", "1.700"]
