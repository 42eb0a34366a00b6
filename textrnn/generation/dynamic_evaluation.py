"""Dynamic evaluation: what texts cost a network that keeps learning from them (Krause 2018, arXiv:1709.07432).

A compressor such as PPMd learns from each character that it has coded. Here every few tokens, once they are scored,
the weights take a step of gradient descent on them. No token is scored by weights that have seen it.
"""

import math

import torch
from torch import Tensor

from textrnn.data.arrays import Integers
from textrnn.distributed.process_group import SINGLE_PROCESS, ProcessGroup
from textrnn.errors import InputError
from textrnn.generation.network import GeneratorNetwork
from textrnn.generation.segments import DynamicEvalParams, segment_loss, segments, tokens_at
from textrnn.generation.step_scales import Scales, step_scales
from textrnn.report.progress import Progress


def dynamic_eval(
    texts: list[tuple[GeneratorNetwork, Integers]],
    training: Integers,
    params: DynamicEvalParams,
    group: ProcessGroup = SINGLE_PROCESS,
) -> list[list[float]]:
    """What the segments of each text cost in nats, each text read by a network that starts from its trained weights.

    Texts are shared out among processes; what a text costs depends neither on them nor on the other texts.
    `training` has the ids of the text that the networks were trained on.

    Raises:
        WorkerLostError: another process has ended.
    """
    own = group.own_shards(len(texts))
    nats = []
    tokens = sum(len(texts[number][1]) - 1 for number in own)
    networks = list(dict.fromkeys(texts[number][0] for number in own))
    scales = {network: step_scales(network, training, params, group.is_first) for network in networks}
    with Progress("dynamic evaluation", tokens, "tokens", visible=group.is_first) as progress:
        for number in own:
            network, ids = texts[number]
            trained = {name: weight.clone() for name, weight in network.state_dict().items()}
            nats.append(segment_nats(network, ids, scales[network], params, progress))
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


def segment_nats(
    network: GeneratorNetwork, ids: Integers, scales: Scales, params: DynamicEvalParams, progress: Progress
) -> list[float]:
    """What each segment of a text costs in nats while the weights follow it.

    Raises:
        InputError: the loss is NaN or infinite.
    """
    nats: list[float] = []
    total_nats, state = 0.0, None
    for at in segments(ids, params):
        segment = tokens_at(ids, at, params)
        loss, state = segment_loss(network, segment, state)
        nats.append(loss.item())
        total_nats += nats[-1]
        if not math.isfinite(total_nats):
            raise InputError("the loss is NaN or infinite: lower learning_rate of dynamic_eval in params.yaml")
        descend(network, loss / (segment.shape[1] - 1), scales, params.learning_rate)
        progress.advance(segment.shape[1] - 1, f"loss {total_nats / (at + segment.shape[1] - 1):.3f} per token")
    return nats


def descend(network: GeneratorNetwork, loss: Tensor, scales: Scales, learning_rate: float) -> None:
    """One step of gradient descent, each weight's scaled; of an embedding it moves the tokens that were read alone."""
    weights = list(network.parameters())
    gradients = torch.autograd.grad(loss, weights)
    for weight, gradient, scale in zip(weights, gradients, scales, strict=True):
        weight.data.add_(gradient if scale is None else scaled(gradient, scale), alpha=-learning_rate)


def scaled(gradient: Tensor, scale: Tensor) -> Tensor:
    """A gradient times the scale of its weight."""
    if not gradient.is_sparse:
        return gradient * scale
    rows = gradient.coalesce()
    values = rows.values() * scale[rows.indices()[0]]
    return torch.sparse_coo_tensor(rows.indices(), values, rows.shape, check_invariants=False)
