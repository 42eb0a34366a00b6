"""Adapt: a generator and texts -> what they cost while it goes on learning (dynamic evaluation, arXiv:1709.07432).

A compressor such as PPMd learns from each character that it has coded. Here every few tokens, once they are scored,
the weights take a step of gradient descent on them. No token is scored by weights that have seen it.
"""

import math
from collections.abc import Iterator
from pathlib import Path

import torch
from pydantic import Field
from torch import Tensor, nn

from stages.command_line import run
from textrnn.data.arrays import Integers, TokenArrays, read_arrays
from textrnn.distributed.launch import together
from textrnn.distributed.process_group import ALONE, Processes
from textrnn.errors import InputError
from textrnn.files import write_metrics
from textrnn.generation.loading import load_network
from textrnn.generation.network import GeneratorNetwork
from textrnn.generation.scores import Score, total
from textrnn.nn.batch import Memory
from textrnn.nn.losses import total_loss
from textrnn.params.section import Section, read_section
from textrnn.report.progress import Progress
from textrnn.training.checkpoints import run_key


class Params(Section):
    """Section `<task>.dynamic_eval`."""

    segment_length: int = Field(gt=0, le=65_536, description="tokens between two steps")
    learning_rate: float = Field(ge=0, le=1000)


def adapt(texts: list[tuple[GeneratorNetwork, Integers]], params: Params, processes: Processes = ALONE) -> list[float]:
    """What each text costs in nats, each read by a network from its trained weights on.

    Texts are shared out among processes; what a text costs depends neither on them nor on the other texts.

    Raises:
        LostError: another process has ended.
    """
    own = processes.own(len(texts))
    nats = torch.zeros(processes.most(len(texts)), dtype=torch.float64)
    tokens = sum(len(texts[number][1]) - 1 for number in own)
    with Progress("adapt", tokens, "tokens", shown=processes.is_first) as progress:
        for place, number in enumerate(own):
            network, ids = texts[number]
            trained = {name: weight.clone() for name, weight in network.state_dict().items()}
            nats[place] = read_on(network, ids, params, progress)
            network.load_state_dict(trained)
    return [float(found) for found in processes.gather(nats, len(texts))]


def read_on(network: GeneratorNetwork, ids: Integers, params: Params, progress: Progress) -> float:
    """What a text costs in nats while the weights follow it.

    Raises:
        InputError: the loss is no number any more.
    """
    nats, state = 0.0, None
    for at in range(0, len(ids) - 1, params.segment_length):
        piece = torch.from_numpy(ids[at : at + params.segment_length + 1].astype("int64"))[None]
        loss, state = piece_loss(network, piece, state)
        nats += loss.item()
        if not math.isfinite(nats):
            raise InputError("the loss is no number any more: lower learning_rate of adapt in params.yaml")
        descend(network, loss / (piece.shape[1] - 1), params.learning_rate)
        progress.advance(piece.shape[1] - 1, f"loss {nats / (at + piece.shape[1] - 1):.3f} per token")
    return nats


def piece_loss(network: GeneratorNetwork, piece: Tensor, state: Memory) -> tuple[Tensor, Tensor]:
    """Cross-entropy in nats of the tokens of a piece (1, time) but its first, and the state before its last."""
    logits, after = network(piece[:, :-1], state)
    return total_loss(logits, piece[:, 1:]), after


def descend(network: nn.Module, loss: Tensor, learning_rate: float) -> None:
    """One step of plain gradient descent; of an embedding it moves the tokens that were read alone."""
    weights = list(network.parameters())
    for weight, gradient in zip(weights, torch.autograd.grad(loss, weights), strict=True):
        weight.data.add_(gradient, alpha=-learning_rate)


def main(task: str, ids: Path, chosen: Path, model: Path, metrics: Path) -> None:
    """Score the texts of valid with the network that was chosen, those of test with the one that saw valid too."""
    params = read_section(f"{task}.dynamic_eval", Params)
    networks = {"valid": load_network(chosen), "test": load_network(model)}
    arrays = {split: read_arrays(ids / split) for split in networks}
    texts = [(networks[split], text) for split, found in arrays.items() for text in found.documents()]
    with together(len(texts), run_key(params, [ids, chosen, model])) as processes:
        nats = iter(adapt(texts, params, processes))
        if not processes.is_first:
            return
    scores = {split: total(score(found, nats)).metrics() for split, found in arrays.items()}
    write_metrics(metrics, {"adapted": scores})  # Other names than those of the network that stays as it is.


def score(arrays: TokenArrays, nats: Iterator[float]) -> list[Score]:
    """What each text of a split costs, given their nats in order."""
    tokens = arrays.ends - arrays.starts - 1
    return [Score(next(nats), *sizes) for sizes in zip(tokens.tolist(), arrays.characters.tolist(), strict=True)]


if __name__ == "__main__":
    run(main)
