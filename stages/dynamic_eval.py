"""Dynamic evaluation: generators and texts -> what texts cost while the network keeps learning (arXiv:1709.07432).

A compressor such as PPMd learns from each character that it has coded. Here every few tokens, once they are scored,
the weights take a step of gradient descent on them. No token is scored by weights that have seen it.
"""

import math
from pathlib import Path

import numpy as np
import torch
from pydantic import Field
from torch import Tensor, nn

from stages.command_line import run
from textrnn.data.arrays import Integers, TokenArrays, read_arrays
from textrnn.distributed.launch import launch
from textrnn.distributed.process_group import SINGLE_PROCESS, ProcessGroup
from textrnn.errors import InputError
from textrnn.files import replacing, write_metrics
from textrnn.generation.loading import load_network
from textrnn.generation.network import GeneratorNetwork
from textrnn.generation.scores import Score, total
from textrnn.generation.token_nats import Nats, write_token_nats
from textrnn.nn.batch import State
from textrnn.nn.losses import total_loss
from textrnn.params.section import Section, read_section
from textrnn.report.progress import Progress
from textrnn.training.checkpoints import run_key


class Params(Section):
    """Section `<task>.dynamic_eval`."""

    segment_length: int = Field(gt=0, le=65_536, description="tokens between two steps")
    learning_rate: float = Field(ge=0, le=1000, description="of the step after each segment; 0: no step")


def dynamic_eval(
    texts: list[tuple[GeneratorNetwork, Integers]], params: Params, group: ProcessGroup = SINGLE_PROCESS
) -> list[list[float]]:
    """What the segments of each text cost in nats, each text read by a network that starts from its trained weights.

    Texts are shared out among processes; what a text costs depends neither on them nor on the other texts.

    Raises:
        WorkerLostError: another process has ended.
    """
    own = group.own_shards(len(texts))
    nats = []
    tokens = sum(len(texts[number][1]) - 1 for number in own)
    with Progress("dynamic evaluation", tokens, "tokens", visible=group.is_first) as progress:
        for number in own:
            network, ids = texts[number]
            trained = {name: weight.clone() for name, weight in network.state_dict().items()}
            nats.append(segment_nats(network, ids, params, progress))
            network.load_state_dict(trained)
    return gather(nats, [len(segments(ids, params)) for _, ids in texts], group)


def gather(own: list[list[float]], sizes: list[int], group: ProcessGroup) -> list[list[float]]:
    """The nats of all texts, in their order: one of each process at a time, as some may have many more than others."""
    nats: list[list[float]] = []
    for turn in range(group.max_shards(len(sizes))):
        together = sizes[turn * group.size : (turn + 1) * group.size]
        row = torch.zeros(1, max(*together, 1), dtype=torch.float64)
        if turn < len(own):
            row[0, : len(own[turn])] = torch.tensor(own[turn], dtype=torch.float64)
        nats += [
            part[:size].tolist() for part, size in zip(group.gather_shards(row, len(together)), together, strict=True)
        ]
    return nats


def segments(ids: Integers, params: Params) -> range:
    """Where the segments of a text start."""
    return range(0, len(ids) - 1, params.segment_length)


def segment_nats(network: GeneratorNetwork, ids: Integers, params: Params, progress: Progress) -> list[float]:
    """What each segment of a text costs in nats while the weights follow it.

    Raises:
        InputError: the loss is NaN or infinite.
    """
    nats: list[float] = []
    total_nats, state = 0.0, None
    for at in segments(ids, params):
        segment = torch.from_numpy(ids[at : at + params.segment_length + 1].astype("int64"))[None]
        loss, state = segment_loss(network, segment, state)
        nats.append(loss.item())
        total_nats += nats[-1]
        if not math.isfinite(total_nats):
            raise InputError("the loss is NaN or infinite: lower learning_rate of dynamic_eval in params.yaml")
        descend(network, loss / (segment.shape[1] - 1), params.learning_rate)
        progress.advance(segment.shape[1] - 1, f"loss {total_nats / (at + segment.shape[1] - 1):.3f} per token")
    return nats


def spread(nats: list[list[float]], arrays: TokenArrays, params: Params) -> Nats:
    """What each token costs (tokens,): each of a segment the same."""
    costs = np.zeros(len(arrays.ids))
    for start, end, own in zip(arrays.starts.tolist(), arrays.ends.tolist(), nats, strict=True):
        for at, cost in zip(range(start + 1, end, params.segment_length), own, strict=True):
            stop = min(at + params.segment_length, end)
            costs[at:stop] = cost / (stop - at)
    return costs


def segment_loss(network: GeneratorNetwork, segment: Tensor, state: State | None) -> tuple[Tensor, State]:
    """Cross-entropy in nats of the tokens of a segment (1, time) but its first, and the state before its last."""
    logits, after = network(segment[:, :-1], state)
    return total_loss(logits, segment[:, 1:]), after


def descend(network: nn.Module, loss: Tensor, learning_rate: float) -> None:
    """One step of plain gradient descent; of an embedding it moves the tokens that were read alone."""
    weights = list(network.parameters())
    for weight, gradient in zip(weights, torch.autograd.grad(loss, weights), strict=True):
        weight.data.add_(gradient, alpha=-learning_rate)


def main(task: str, *, ids: Path, chosen: Path, refitted: Path, evaluation: Path) -> None:
    """Score the texts of valid with the network chosen on them, those of test with the one that saw valid too."""
    params = read_section(f"{task}.dynamic_eval", Params)
    networks = {"valid": load_network(chosen), "test": load_network(refitted)}
    arrays = {split: read_arrays(ids / split) for split in networks}
    texts = [(networks[split], text) for split, part in arrays.items() for text in part.documents()]
    with launch(len(texts), run_key(params, [ids, chosen, refitted])) as group:
        nats = dynamic_eval(texts, params, group)
        if not group.is_first:
            return
    of_valid, of_test = nats[: len(arrays["valid"].ends)], nats[len(arrays["valid"].ends) :]
    scores = {split: score_documents(arrays[split], own) for split, own in {"valid": of_valid, "test": of_test}.items()}
    with replacing(evaluation) as folder:
        folder.mkdir()
        write_metrics(folder / "scores.json", {split: total(own).metrics() for split, own in scores.items()})
        write_token_nats(folder, spread(of_test, arrays["test"], params))


def score_documents(arrays: TokenArrays, nats: list[list[float]]) -> list[Score]:
    """What each document of a split costs, given the nats of its segments."""
    tokens = arrays.ends - arrays.starts - 1
    sizes = zip(map(sum, nats), tokens.tolist(), arrays.characters.tolist(), strict=True)
    return [Score(*of_document) for of_document in sizes]


if __name__ == "__main__":
    run(main)
