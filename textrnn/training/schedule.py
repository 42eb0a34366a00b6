"""How the learning rate runs."""

import math

from textrnn.training.optimizer import OptimizerParams


def learning_rate(step: int, steps: int, params: OptimizerParams) -> float:
    """The rate of a step: up over the warm-up, then as the schedule says, almost to zero unless constant.

    The cosine is that of Loshchilov 2017 (arXiv:1608.03983), without restarts. The rate is rounded, so that the last
    bit of a C library's cosine cannot change the weights.
    """
    return round(params.learning_rate * share_of_rate(step, steps, params), 12)


def share_of_rate(step: int, steps: int, params: OptimizerParams) -> float:
    """Which part of the full learning rate a step has."""
    warmup = params.warmup * steps
    if step < warmup:
        return (step + 1) / (warmup + 1)
    left = (steps - step) / (steps - warmup)  # from 1 down to almost 0
    match params.schedule:
        case "constant":
            return 1.0
        case "linear":
            return left
        case "cosine":
            return (1 - math.cos(math.pi * left)) / 2
