"""How far each weight of a generator goes in a step of dynamic evaluation, from its gradients on training text."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from textrnn.data.arrays import Integers
from textrnn.generation.network import GeneratorNetwork
from textrnn.generation.segments import DynamicEvalParams, segment_loss, tokens_at
from textrnn.report.progress import Progress

FLOOR = 0.3  # Times the root mean square of all gradients, below which that of a weight does not fall.
SMALLEST = 1e-30  # Where no weight has a gradient.

Scales = Sequence[Tensor | None]  # of each weight, in its shape


def step_scales(network: GeneratorNetwork, training: Integers, params: DynamicEvalParams, visible: bool) -> Scales:
    """How far each weight goes for the same gradient: less, the larger its gradients were on training text.

    That is the root mean square of the gradients of all weights over that of one, as the RMS rule of Krause 2018
    (arXiv:1709.07432) has it; without `rms_segments` (None) all go as far. `visible`: whether progress is shown.
    """
    weights = list(network.parameters())
    if not params.rms_segments:
        return [None for _ in weights]
    squares = mean_squares(network, training, params, visible)
    total = math.fsum(square.double().sum().item() for square in squares)
    typical = math.sqrt(total / sum(weight.numel() for weight in weights))
    floor = max(FLOOR * typical, SMALLEST)
    return [typical / (square.sqrt() + floor) for square in squares]


def mean_squares(
    network: GeneratorNetwork, training: Integers, params: DynamicEvalParams, visible: bool
) -> list[Tensor]:
    """The mean square of each weight's gradient over segments that are spread evenly over the training text."""
    weights = list(network.parameters())
    squares = [torch.zeros_like(weight) for weight in weights]
    last = max(len(training) - 1 - params.segment_length, 0)
    with Progress("gradients on training text", params.rms_segments, "segments", visible=visible) as progress:
        for number in range(params.rms_segments):
            segment = tokens_at(training, last * number // params.rms_segments, params)
            loss, _ = segment_loss(network, segment, None)
            gradients = torch.autograd.grad(loss / (segment.shape[1] - 1), weights)
            for square, gradient in zip(squares, gradients, strict=True):
                square.add_(gradient.to_dense().square(), alpha=1 / params.rms_segments)
            progress.advance()
    return squares
