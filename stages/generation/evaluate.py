"""Evaluate: generators and examples -> scores on valid and test, and what each text, position and token costs."""

from pathlib import Path
from typing import NamedTuple

from pydantic import Field

from stages.command_line import run
from textrnn.data.arrays import read_arrays
from textrnn.files import replacing, write_metrics, write_rows
from textrnn.generation.batches import Windows
from textrnn.generation.loading import load_network
from textrnn.generation.network import GeneratorNetwork
from textrnn.generation.scores import Score, loss_by_position, score_texts, token_nats, total, zero_state_score
from textrnn.generation.token_nats import Nats, write_token_nats
from textrnn.numerics import promise
from textrnn.params.section import Section, read_section


class Params(Section):
    """Section `<task>.evaluate`."""

    segment_length: int = Field(gt=0, le=65_536, description="tokens read at a time where the state is carried")
    batch_size: int = Field(gt=0, le=65_536, description="windows read at a time")


class SplitScores(NamedTuple):
    """What a split costs a network: each token and text with the state carried, windows by position from a zero one."""

    nats: Nats
    texts: list[Score]
    losses: list[float]


def score(network: GeneratorNetwork, ids: Path, examples: Path, split: str, params: Params) -> SplitScores:
    """Read a split twice: text by text with the state carried, and window by window."""
    windows, arrays = Windows.read(ids, examples, split), read_arrays(ids / split)
    nats = token_nats(network, arrays, params.segment_length, params.batch_size, f"score {split}")
    return SplitScores(
        nats,
        score_texts(arrays, nats),
        loss_by_position(network, windows, params.batch_size, f"score {split} from a zero state"),
    )


def write_tables(folder: Path, scores: SplitScores) -> None:
    """Write what each token costs, each text, and each position of a window."""
    write_token_nats(folder, scores.nats)
    rows = [(number, text.characters, text.tokens, text.bits_per_character) for number, text in enumerate(scores.texts)]
    write_rows(folder / "texts.csv", ["text", "characters", "tokens", "bits_per_character"], rows)
    write_rows(folder / "positions.csv", ["position", "loss"], list(enumerate(scores.losses, start=1)))


def main(task: str, *, ids: Path, examples: Path, chosen: Path, refitted: Path, evaluation: Path) -> None:
    """Score valid with the network chosen on it, which has not learned from it; test with the final one."""
    params = read_section(f"{task}.evaluate", Params)
    scores = {
        split: score(load_network(model), ids, examples, split, params)
        for split, model in {"valid": chosen, "test": refitted}.items()
    }
    totals = {split: total(each.texts) for split, each in scores.items()}
    zero_state = {split: zero_state_score(each.losses, totals[split]) for split, each in scores.items()}
    with replacing(evaluation) as folder:
        folder.mkdir()
        values = {
            "network": {split: whole.metrics() for split, whole in totals.items()},
            "zero_state": {split: estimate.metrics() for split, estimate in zero_state.items()},
            "numerics": promise(),
        }
        write_metrics(folder / "scores.json", values)
        write_tables(folder, scores["test"])


if __name__ == "__main__":
    run(main)
