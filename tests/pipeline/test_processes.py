"""Any number of processes gives the same bytes, and none outlives the others."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.pipeline_copy import PipelineCopy
from tests.training_runs import Training, end, wait_for
from textrnn.distributed.launch import WORKER, launch, process_count
from textrnn.distributed.process_group import ProcessGroup
from textrnn.errors import InputError

TORCHRUN = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2"]
TASKS = ["classification", "generation"]


# How gradients are added up is the same code in all of them: each training has a number, and each number a training.
@pytest.mark.parametrize(
    ("section", "launcher", "count"),
    [
        ("classification.train", [], 2),
        ("generation.train", [], 3),
        pytest.param("classification.refit", [], 4, marks=pytest.mark.slow),
        ("generation.refit", [*TORCHRUN, "--standalone"], 2),
    ],
)
def test_several_processes_give_the_bytes_of_one(
    section: str, launcher: list[str], count: int, pipeline: PipelineCopy, tmp_path: Path
) -> None:
    training = Training(pipeline, tmp_path / "copy", section)
    alone = training.run_here()
    assert len(alone) == (3 if section.endswith(".train") else 2)
    training.remove_outputs()
    assert training.finish(*launcher, TEXTRNN_PROCESSES=str(count)) == alone


@pytest.fixture
def hosts() -> Iterator[list[tuple[str, str]]]:
    """Two hosts, as names and addresses: network namespaces that are joined by a cable."""

    def ip(*words: str) -> None:
        subprocess.run(["ip", *words], check=True)

    if os.geteuid() or not shutil.which("ip"):
        pytest.skip("network namespaces need root and iproute2")
    names = [(f"textrnn-{os.getpid()}-{host}", f"10.77.77.{host}") for host in (1, 2)]
    try:
        for name, _ in names:
            ip("netns", "add", name)
        (one, _), (two, _) = names
        ip("link", "add", "textrnn0", "netns", one, "type", "veth", "peer", "textrnn0", "netns", two)
        for name, address in names:
            ip("-n", name, "address", "add", f"{address}/24", "dev", "textrnn0")
            ip("-n", name, "link", "set", "textrnn0", "up")
            ip("-n", name, "link", "set", "lo", "up")
        yield names
    finally:
        for name, _ in names:
            subprocess.run(["ip", "netns", "delete", name], check=False)


@pytest.mark.slow
@pytest.mark.parametrize("task", TASKS)
def test_two_hosts_give_the_same_bytes(
    task: str, hosts: list[tuple[str, str]], pipeline: PipelineCopy, tmp_path: Path
) -> None:
    alone = Training(pipeline, tmp_path / "alone", f"{task}.train").run_here()
    running = []
    for number, (name, _) in enumerate(hosts):
        training = Training(pipeline, tmp_path / name, f"{task}.train")
        launcher = ["ip", "netns", "exec", name, *TORCHRUN, "--nnodes", "2", "--node-rank", str(number)]
        launcher += ["--master-addr", hosts[0][1], "--master-port", "29400"]
        running.append((training, training.start(training.words(*launcher), GLOO_SOCKET_IFNAME="textrnn0")))
    for _, process in running:
        printed = process.communicate(timeout=300)
        assert process.returncode == 0, printed
    assert running[0][0].written() == alone
    assert running[1][0].written() == {}


@pytest.mark.parametrize(
    ("rank", "count", "number"),
    [
        (0, 2, signal.SIGKILL),
        (0, 2, signal.SIGTERM),
        pytest.param(1, 3, signal.SIGTERM, marks=pytest.mark.slow),
        (2, 3, signal.SIGKILL),
    ],
)
def test_a_process_that_ends_takes_the_others_down(
    rank: int, count: int, number: signal.Signals, pipeline: PipelineCopy, tmp_path: Path
) -> None:
    training = Training(pipeline, tmp_path / "copy", "generation.train", epochs=10_000)
    first = training.start(training.words(), TEXTRNN_PROCESSES=str(count), TEXTRNN_CHECKPOINT_SECONDS="0")
    wait_for(training.checkpoints)
    everyone = [psutil.Process(first.pid), *psutil.Process(first.pid).children()]
    assert len(everyone) == count
    if rank:
        everyone[rank].send_signal(number)
        _, printed = first.communicate(timeout=20)
        assert first.returncode == 1
        assert f"generation.train: process {rank + 1} of {count} ended" in printed
        assert "is kept, dvc repro continues from there" in printed
        assert "Traceback" not in printed
    else:
        status, _ = end(first, number)
        assert status == (130 if number == signal.SIGTERM else -9)
    assert not psutil.wait_procs(everyone, timeout=10)[1]


@pytest.mark.parametrize("rank", [0, 1])
def test_ctrl_c_ends_all_though_one_is_stopped(rank: int, pipeline: PipelineCopy, tmp_path: Path) -> None:
    training = Training(pipeline, tmp_path / "copy", "generation.train", epochs=10_000)
    module = training.folder / "textrnn/distributed/shared_memory.py"
    module.write_text(module.read_text(encoding="utf-8").replace("SILENCE = 60.0", "SILENCE = 0.2"), encoding="utf-8")
    first = training.start(training.words(), TEXTRNN_PROCESSES="2", TEXTRNN_CHECKPOINT_SECONDS="0")
    wait_for(training.checkpoints)
    everyone = [psutil.Process(first.pid), *psutil.Process(first.pid).children()]
    everyone[rank].send_signal(signal.SIGSTOP)
    if rank:
        assert first.stderr
        assert f"process {everyone[rank].pid} is stopped, and all wait for it" in first.stderr.readline()
    os.killpg(first.pid, signal.SIGINT)
    first.communicate(timeout=20)
    assert first.returncode == 130
    assert not psutil.wait_procs(everyone, timeout=10)[1]


def fail_in_worker(training: Training, file: str, statement: str) -> str:
    """What is printed when the second of two processes differs in a line of code."""
    broken = training.folder / file
    line = f'import os\nif "{WORKER}" in os.environ:\n    {statement}\n'
    broken.write_text(broken.read_text(encoding="utf-8") + line, encoding="utf-8")
    process = training.start(training.words(), TEXTRNN_PROCESSES="2", DVC_ROOT=str(training.folder))
    _, printed = process.communicate(timeout=60)
    assert process.returncode == 1
    assert printed.count("To go back to the last commit: ") == 1
    return printed


def test_a_process_that_fails_is_quoted(pipeline: PipelineCopy, tmp_path: Path) -> None:
    training = Training(pipeline, tmp_path / "copy", "generation.train")
    printed = fail_in_worker(training, "textrnn/nn/batch.py", 'raise MemoryError("no memory for this one")')
    assert "process 2 of 2 ended (status 1)" in printed
    assert "no memory for this one" in printed


def test_a_process_that_would_train_something_else_is_refused(pipeline: PipelineCopy, tmp_path: Path) -> None:
    # As when params.yaml or code is edited while processes start.
    training = Training(pipeline, tmp_path / "copy", "generation.train")
    printed = fail_in_worker(training, "textrnn/training/checkpoints.py", 'run_key = lambda *_: "another"')
    assert "process 2 of 2 ended (status 2)" in printed
    assert "other params, inputs, code, versions or numerics than the first one" in printed
    assert training.written() == {}


def test_shards_are_dealt_to_all() -> None:
    dealt = [list(ProcessGroup(rank, 3).own_shards(8)) for rank in range(3)]
    assert dealt == [[0, 3, 6], [1, 4, 7], [2, 5]]


@pytest.mark.parametrize("value", ["0", "-1", "two", "1.5", "9999"])
def test_a_strange_number_of_processes_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTRNN_PROCESSES", value)
    with pytest.raises(InputError, match="TEXTRNN_PROCESSES"):
        process_count()


def test_more_processes_than_shards_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    # One without a shard would wait for the others, which do not wait for it.
    monkeypatch.setenv("TORCHELASTIC_RUN_ID", "1")
    monkeypatch.setenv("RANK", "2")
    monkeypatch.setenv("WORLD_SIZE", "3")
    with pytest.raises(InputError, match="work for 2 processes, not for 3: start at most 2"), launch(2, "key"):
        pass


def test_as_many_as_there_are_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEXTRNN_PROCESSES", raising=False)
    assert 1 <= process_count() <= psutil.cpu_count()
    monkeypatch.setenv("TEXTRNN_PROCESSES", "7")
    assert process_count() == 7
