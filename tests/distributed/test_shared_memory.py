"""Processes of one host talk: here as threads, over real sockets and real memory."""

import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch
from torch import Tensor

from textrnn.distributed import shared_memory
from textrnn.distributed.shared_memory import SharedMemoryGroup
from textrnn.errors import WorkerLostError

COUNT, SHARDS, ROUNDS = 3, 5, 20


def together(folder: Path, talk: Callable[[SharedMemoryGroup], object]) -> list[object]:
    """What each of them makes of a talk, the first one first."""
    pairs = [socket.socketpair() for _ in range(1, COUNT)]
    ends = [[ours for ours, _ in pairs], *([theirs] for _, theirs in pairs)]

    def join(rank: int) -> object:
        try:
            return talk(SharedMemoryGroup(rank, COUNT, folder, ends[rank]))
        finally:
            for end in ends[rank]:
                end.close()

    with ThreadPoolExecutor(COUNT) as pool:
        running = [pool.submit(join, rank) for rank in range(COUNT)]
        return [run.exception() or run.result() for run in running]


def of_shard(shard: int, turn: int) -> Tensor:
    return torch.full((2, 3 + turn % 7), 100.0 * turn + shard)


def test_everyone_gets_what_each_shard_gave(tmp_path: Path) -> None:
    def talk(me: SharedMemoryGroup) -> list[list[float]]:
        found = []
        for dtype in (torch.float32, torch.float64):
            for turn in range(ROUNDS):
                mine = torch.zeros(me.max_shards(SHARDS), *of_shard(0, turn).shape, dtype=dtype)
                for place, shard in enumerate(me.own_shards(SHARDS)):
                    mine[place] = of_shard(shard, turn)
                shards = me.gather_shards(mine, SHARDS)
                time.sleep(0.002 * me.rank)  # The others are ahead.
                assert all(shard.dtype == dtype for shard in shards)
                assert all(torch.equal(shard, of_shard(number, turn).to(dtype)) for number, shard in enumerate(shards))
                found.append([float(shard.sum()) for shard in shards])
        return found

    first, *others = together(tmp_path, talk)
    assert isinstance(first, list)
    assert len(first) == 2 * ROUNDS
    assert others == [first, first]
    assert not list(tmp_path.iterdir())  # Memory lives without its file, so that none is left after a kill.


@pytest.mark.parametrize("size", [0, 1, 1_000_000])
def test_what_the_first_one_says_reaches_all(size: int, tmp_path: Path) -> None:
    def talk(me: SharedMemoryGroup) -> bytes:
        said = bytes(range(1, 251)) * (size // 250) or b"x" * size
        return me.broadcast(said if me.is_first else b"something else")

    first, *others = together(tmp_path, talk)
    assert isinstance(first, bytes)
    assert len(first) == size
    assert others == [first, first]


def test_one_that_is_slow_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = []
    monkeypatch.setattr(shared_memory, "report_stopped", lambda: looked.append(1))
    data = bytes(range(256)) * 40_000
    ours, theirs = socket.socketpair()
    with ours, theirs, ThreadPoolExecutor(1) as pool:
        for end in (ours, theirs):
            end.settimeout(0.02)
        sending = pool.submit(shared_memory.send, ours, data)
        time.sleep(0.2)  # More than a socket holds.
        assert not sending.done()
        assert shared_memory.receive(theirs, len(data)) == data
        sending.result(timeout=10)
    assert looked


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_none_waits_for_one_that_is_gone(gone: int, tmp_path: Path) -> None:
    def talk(me: SharedMemoryGroup) -> None:
        if me.rank != gone:
            for _ in range(3):
                me.gather_shards(torch.zeros(1, 2), COUNT)

    found = together(tmp_path, talk)
    assert found.pop(gone) is None
    assert all(isinstance(error, WorkerLostError) for error in found)
