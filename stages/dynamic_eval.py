"""Dynamic evaluation: generators and texts -> what texts cost while the network keeps learning from them."""

from pathlib import Path

import numpy as np

from stages.command_line import run
from textrnn.data.arrays import TokenArrays, read_arrays
from textrnn.distributed.launch import launch
from textrnn.files import replacing, write_metrics
from textrnn.generation.dynamic_evaluation import dynamic_eval
from textrnn.generation.loading import load_network
from textrnn.generation.scores import Score, total
from textrnn.generation.segments import DynamicEvalParams
from textrnn.generation.token_nats import Nats, write_token_nats
from textrnn.params.section import read_section
from textrnn.training.checkpoints import run_key


class Params(DynamicEvalParams):
    """Section `<task>.dynamic_eval`."""


def spread(nats: list[list[float]], arrays: TokenArrays, params: DynamicEvalParams) -> Nats:
    """What each token costs (tokens,): each of a segment the same."""
    costs = np.zeros(len(arrays.ids))
    for start, end, own in zip(arrays.starts.tolist(), arrays.ends.tolist(), nats, strict=True):
        for at, cost in zip(range(start + 1, end, params.segment_length), own, strict=True):
            stop = min(at + params.segment_length, end)
            costs[at:stop] = cost / (stop - at)
    return costs


def main(task: str, *, ids: Path, chosen: Path, refitted: Path, evaluation: Path) -> None:
    """Score the texts of valid with the network chosen on them, those of test with the one that saw valid too."""
    params = read_section(f"{task}.dynamic_eval", Params)
    networks = {"valid": load_network(chosen), "test": load_network(refitted)}
    arrays = {split: read_arrays(ids / split) for split in networks}
    texts = [(networks[split], text) for split, part in arrays.items() for text in part.documents()]
    with launch(len(texts), run_key(params, [ids, chosen, refitted])) as group:
        nats = dynamic_eval(texts, read_arrays(ids / "train").ids, params, group)
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
