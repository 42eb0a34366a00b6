"""The segments of a text that dynamic evaluation reads one after the other, and what one costs."""

import numpy as np
import torch
from pydantic import Field
from torch import Tensor

from textrnn.data.arrays import Integers
from textrnn.generation.network import GeneratorNetwork
from textrnn.nn.batch import State
from textrnn.nn.losses import total_loss
from textrnn.params.section import Section


class DynamicEvalParams(Section):
    """How often the network takes a step, and how far it goes."""

    segment_length: int = Field(gt=0, le=65_536, description="tokens between two steps")
    learning_rate: float = Field(ge=0, le=1000, description="of the step after each segment; 0: no step")
    rms_segments: int = Field(
        ge=0, le=1_000_000, description="of training, whose gradients scale the step of each weight; 0: plain steps"
    )


def segments(ids: Integers, params: DynamicEvalParams) -> range:
    """Where the segments of a text start."""
    return range(0, len(ids) - 1, params.segment_length)


def tokens_at(ids: Integers, at: int, params: DynamicEvalParams) -> Tensor:
    """A segment, with the token before it: (1, time + 1)."""
    return torch.from_numpy(ids[at : at + params.segment_length + 1].astype(np.int64))[None]


def segment_loss(network: GeneratorNetwork, segment: Tensor, state: State | None) -> tuple[Tensor, State]:
    """Cross-entropy in nats of the tokens of a segment (1, time) but its first, and the state before its last."""
    logits, after = network(segment[:, :-1], state)
    return total_loss(logits, segment[:, 1:]), after
