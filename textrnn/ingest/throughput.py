"""The throughput of training on this machine: a few steps, timed."""

import time
from collections.abc import Callable
from typing import Any

import psutil
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from textrnn.classification.network import ClassifierNetwork
from textrnn.classification.training import TrainParams as ClassifierTraining
from textrnn.generation.network import GeneratorNetwork
from textrnn.generation.training import TrainParams as GeneratorTraining

ROWS = 16  # Of a shard.
SECONDS = 0.7  # That steps are timed.
EFFICIENCY = 0.8  # Of each of several processes, beside one that trains alone; the optimizer's steps included.
WIDEST = 128  # Tokens of the rows that are timed.


def classifier_tokens_per_second(size: tuple[int, int], max_length: int, train: ClassifierTraining) -> float:
    """Throughput of a classifier; `size` is that of embedding and hidden state, `train` says all else."""
    architecture = train.model_copy(update={"hidden_size": size[1]})
    network = ClassifierNetwork(torch.randn(1000, size[0]), ["a", "b"], architecture)
    width = min(max_length, WIDEST)
    tokens, lengths = torch.randint(1000, (ROWS, width)), torch.full((ROWS,), width)
    labels = torch.zeros(ROWS, dtype=torch.int64)
    return tokens_per_second(network, lambda: cross_entropy(network(tokens, lengths), labels), train.shards, tokens)


def generator_tokens_per_second(size: tuple[int, int], vocabulary: int, train: GeneratorTraining) -> float:
    """Throughput of a generator; the same parameters."""
    network = GeneratorNetwork(torch.randn(vocabulary, size[0]), train.model_copy(update={"hidden_size": size[1]}))
    tokens = torch.randint(vocabulary, (ROWS, 24))
    return tokens_per_second(
        network, lambda: cross_entropy(network(tokens)[0].flatten(0, 1), tokens.flatten()), train.shards, tokens
    )


def tokens_per_second(network: nn.Module, loss: Callable[[], Any], shards: int, tokens: Tensor) -> float:
    """Throughput of as many processes as there are cores for the shards."""
    loss().backward()  # The first step takes longer.
    steps, start = 0, time.monotonic()
    while (spent := time.monotonic() - start) < SECONDS:
        network.zero_grad()
        loss().backward()
        steps += 1
    processes = min(psutil.cpu_count(logical=False) or 1, shards)
    return steps * tokens.numel() / spent * (processes if processes == 1 else processes * EFFICIENCY)
