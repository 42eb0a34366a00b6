"""Hashes of everything that a tiny pipeline computes, with every option that changes arithmetic, in one process."""

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib import import_module
from pathlib import Path
from typing import Any

import torch

from textrnn import numerics
from textrnn.params.editing import set_params
from textrnn.temporary import remove, temporary_folder
from tools.pipeline import ROOT, Command, commands
from tools.tiny import write_corpora, write_params

# Sizes that fill no vector of any width exactly, and more than one.
SIZES = {
    "classification.embed.embedding_size": 21,
    "classification.train.hidden_size": 19,
    "classification.train.epochs": 1,
    "generation.embed.embedding_size": 37,
    "generation.train.hidden_size": 37,
    "generation.train.epochs": 1,
    "generation.sample.prompts": ["To"],
}
# What is changed, one at a time, and the stage that then runs again.
VARIANTS: dict[str, list[dict[str, Any]]] = {
    "classification.tokenize": [
        {"kind": "char", "unknown": "spell"},
        {"kind": "bpe", "vocabulary_size": 300, "unknown": "spell"},
        {"unknown": "spell"},
        {"lowercase": False},
    ],
    "generation.tokenize": [{"kind": "char"}, {"kind": "word"}],
    "classification.train": [
        *({"pooling": pooling} for pooling in ("last", "mean", "max")),
        *({"optimizer": optimizer} for optimizer in ("adam", "sgd")),
        *({"schedule": schedule} for schedule in ("linear", "constant")),
        {"loss": "cross_entropy", "label_smoothing": 0.1},
        {"bidirectional": False},
        {"layers": 2},
        {"layers": 0, "bigram_vectors": 7},
        {"character_ngram_vectors": 1000},
        {"class_weight": "effective"},
        {"logit_adjustment": 0.3},
        {"initialization": "pytorch"},
        {"word_dropout": 0.0, "embedding_dropout": 0.0, "dropout": 0.0},
        {"shards": 3},
        {"gradient_clip": 0.01},
        {"hidden_size": 64},
    ],
    "generation.train": [
        *({"optimizer": optimizer} for optimizer in ("adam", "sgd")),
        {"residual": False},
        {"carry_state": False},
        {"initialization": "pytorch"},
        {"dropout": 0.3},
        {"label_smoothing": 0.1},
        {"hidden_size": 160},
        {"bigram_vectors": 0},
        {"layers": 1},
        {"schedule": "linear"},
    ],
    "classification.embed": [{"kind": "random"}, {"smoothing": 1.0, "window": 2}],
    "generation.embed": [{"kind": "ppmi"}],
    "generation.dynamic_eval": [{"segment_length": 3}, {"rms_segments": 0}],
    "classification.baseline": [{"longest_word_ngram": 1}],
    "generation.sample": [
        {"temperature": 0.0},
        {"top_p": 1.0},
        {"top_k": 5},
        {"min_p": 0.1, "repetition_penalty": 1.5},
    ],
}


def run(command: Command) -> None:
    """Run a stage here."""
    with redirect_stdout(sys.stderr):
        import_module(command.module).main(command.task, **command.options)


def digest(command: Command) -> str:
    """One hash of all that a command has written."""
    files = command.output_files(Path())
    return hashlib.sha256(b"".join(f"{path}\n".encode() + path.read_bytes() for path in files)).hexdigest()


def hashes() -> Iterator[tuple[str, str]]:
    """What is computed, and its hash; in the current folder, which is empty."""
    write_params(Path("params.yaml"))
    set_params(Path("params.yaml"), SIZES)
    write_corpora(Path("data/raw"))
    for section, command in commands().items():
        if command.stage == "fetch":
            continue  # Its outputs are there.
        run(command)
        yield section, digest(command)
        for changes in VARIANTS.get(section, []):
            yield f"{section} {changes}", variant(command, changes)


def variant(command: Command, changes: dict[str, Any]) -> str:
    """The hash with other params; afterwards all is as it was."""
    before = Path("params.yaml").read_bytes()
    set_params(Path("params.yaml"), {f"{command.section}.{name}": value for name, value in changes.items()})
    for path in command.outputs:
        path.rename(f"{path}.aside")
    run(command)
    value = digest(command)
    for path in command.outputs:
        remove(path)
        Path(f"{path}.aside").rename(path)
    Path("params.yaml").write_bytes(before)
    return value


def control() -> str:
    """The hash of an operation known to differ: MKL's square root starts from an estimate of the CPU's own."""
    values = torch.rand(1000, generator=torch.Generator().manual_seed(1))
    return hashlib.sha256(torch.sqrt(values).numpy().tobytes()).hexdigest()


def main() -> None:
    """Print all hashes as JSON."""
    os.environ["TEXTRNN_PROCESSES"] = "1"
    numerics.configure_torch()
    with temporary_folder() as folder:
        os.chdir(folder)
        values = dict(hashes())
        os.chdir(ROOT)
    print(json.dumps(values | {"torch.sqrt": control()}))


if __name__ == "__main__":
    main()
