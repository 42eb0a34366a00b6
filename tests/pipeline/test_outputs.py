"""What the stages wrote on the tiny pipeline is what it should be, computed again in other ways."""

import csv
import json
import math
import shutil
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn.functional import cross_entropy, one_hot

import stages.embed
import stages.pad
import stages.window
from stages.dynamic_eval import Params as DynamicEvalParams
from stages.embed import Params as EmbedParams
from stages.generation.baseline import Params as PpmdParams
from stages.generation.baseline import ppmd_bits, unigram_bits
from tests.generation.test_dynamic_evaluation import nats_by_hand
from tests.pipeline_copy import PipelineCopy
from textrnn.classification.loading import load_network as load_classifier
from textrnn.classification.training import CLASSIFIER
from textrnn.data.arrays import TokenArrays, read_arrays
from textrnn.data.records import SPLITS, Record, read_records
from textrnn.data.tokenizer_fitting import Tokenization, fit
from textrnn.files import read_rows
from textrnn.generation.loading import load_network as load_generator
from textrnn.generation.network import GeneratorNetwork
from textrnn.generation.training import GENERATOR, ContinuedRefit
from textrnn.params.editing import set_params
from textrnn.params.section import read_section
from textrnn.params.yaml_file import read_yaml
from textrnn.report.terminal import printable
from textrnn.training.stages import Inputs, RefitParams, Task
from textrnn.training.trainer import Trainer
from tools.pipeline import commands

TASKS = ["classification", "generation"]


def split_records(pipeline: PipelineCopy, task: str, split: str) -> list[Record]:
    return list(read_records(pipeline.folder / f"data/splits/{task}/{split}.jsonl"))


def scores(pipeline: PipelineCopy, task: str) -> Any:
    """All scores of a task."""
    return json.loads((pipeline.folder / f"metrics/{task}/scores.json").read_text())


def reader(pipeline: PipelineCopy, task: str, split: str) -> Path:
    """The network that reads a split: the last one has learned from valid."""
    return pipeline.folder / f"data/{'refitted' if split == 'test' else 'chosen'}/{task}"


def documents(arrays: TokenArrays) -> list[list[int]]:
    return [part.tolist() for part in np.split(arrays.ids, arrays.ends[:-1])]


@pytest.mark.parametrize("task", TASKS)
def test_every_record_is_in_one_split(pipeline: PipelineCopy, task: str) -> None:
    raw = Counter(read_records(pipeline.folder / f"data/raw/{task}.jsonl"))
    assert sum((Counter(split_records(pipeline, task, split)) for split in SPLITS), Counter()) == raw


def test_works_are_not_cut_in_two(pipeline: PipelineCopy) -> None:
    sources = [{record.source for record in split_records(pipeline, "generation", split)} for split in SPLITS]
    assert [len(found) for found in sources] == [3, 1, 2]
    assert len(set.union(*sources)) == 6


@pytest.mark.parametrize("task", TASKS)
def test_the_tokenizer_is_fitted_on_training_text(pipeline: PipelineCopy, task: str) -> None:
    params = read_section(f"{task}.tokenize", Tokenization, pipeline.folder / "params.yaml")
    expected = fit((record.text for record in split_records(pipeline, task, "train")), params)
    written = (pipeline.folder / f"data/tokenizers/{task}.json").read_text(encoding="utf-8")
    assert json.loads(written) == json.loads(expected.to_str())


@pytest.mark.parametrize("split", SPLITS)
def test_ids_are_the_texts_of_their_split(pipeline: PipelineCopy, split: str) -> None:
    tokenizer = Tokenizer.from_file(str(pipeline.folder / "data/tokenizers/generation.json"))
    arrays = read_arrays(pipeline.folder / f"data/ids/generation/{split}")
    texts: dict[str, str] = {}
    for record in split_records(pipeline, "generation", split):
        texts[record.source] = texts.get(record.source, "") + record.text
    assert [tokenizer.decode(ids[1:-1]) for ids in documents(arrays)] == list(texts.values())
    assert arrays.characters.tolist() == [len(text) for text in texts.values()]


@pytest.mark.parametrize("split", SPLITS)
def test_examples_are_those_of_their_split(pipeline: PipelineCopy, split: str) -> None:
    rows = np.load(pipeline.folder / f"data/examples/classification/{split}.npy")
    records = split_records(pipeline, "classification", split)
    labels = json.loads((pipeline.folder / "data/ids/classification/labels.json").read_text())
    assert [labels[number] for number in rows["label"]] == [record.label for record in records]
    assert rows["length"].tolist() == [len(record.text.split()) for record in records]
    windows = np.load(pipeline.folder / f"data/examples/generation/{split}.npy")
    lengths = [len(ids) for ids in documents(read_arrays(pipeline.folder / f"data/ids/generation/{split}"))]
    assert len(windows) == sum((length - 1) // 4 for length in lengths)


def neighbours_by_hand(texts: list[list[int]], strange: set[int], size: int, window: int) -> Any:
    """How often each two tokens stand near each other (size, size), a distance of n counting 1 / n."""
    counts = np.zeros((size, size))
    for ids in texts:
        for here, first in enumerate(ids):
            for there, second in enumerate(ids):
                if 0 < abs(here - there) <= window and not {first, second} & strange:
                    counts[first, second] += 1 / abs(here - there)
    return counts


def information_by_hand(counts: Any, smoothing: float) -> Any:
    """Positive pointwise mutual information, where something was counted."""
    often = counts.sum(axis=1)
    shares = often**smoothing / (often**smoothing).sum()
    information = np.zeros_like(counts)
    for first, second in zip(*counts.nonzero(), strict=True):
        information[first, second] = max(math.log(counts[first, second] / often[first] / shares[second]), 0)
    return information


def similarities_by_hand(pipeline: PipelineCopy, task: str, params: EmbedParams) -> Any:
    """The products of all vectors with each other, which the signs of singular vectors do not change."""
    names = Tokenizer.from_file(str(pipeline.folder / f"data/tokenizers/{task}.json")).get_vocab()
    strange = {number for name, number in names.items() if name.startswith("<") and name.endswith(">")}
    assert names["<end of text>"] in strange
    texts = documents(read_arrays(pipeline.folder / f"data/ids/{task}/train"))
    counts = neighbours_by_hand(texts, strange, len(names), params.window)
    left, values, _ = np.linalg.svd(information_by_hand(counts, params.smoothing))
    vectors = left[:, : params.embedding_size] * np.sqrt(values[: params.embedding_size])
    vectors *= params.std / np.sqrt(np.square(vectors).mean())
    return vectors @ vectors.T


def test_vectors_of_words_are_what_stands_near_them_in_training(pipeline: PipelineCopy) -> None:
    params = read_section("classification.embed", EmbedParams, pipeline.folder / "params.yaml")
    found = np.load(pipeline.folder / "data/vectors/classification.npy").astype(float)
    np.testing.assert_allclose(found @ found.T, similarities_by_hand(pipeline, "classification", params), atol=1e-5)


def test_the_mark_of_an_end_is_near_to_nothing(
    pipeline: PipelineCopy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Documents of the classifier have no such mark, and vectors of the tiny generator start at random.
    shutil.copy(pipeline.folder / "params.yaml", tmp_path)
    set_params(tmp_path / "params.yaml", {"generation.embed.kind": "ppmi"})
    monkeypatch.chdir(tmp_path)
    ids, tokenizer = pipeline.folder / "data/ids/generation", pipeline.folder / "data/tokenizers/generation.json"
    stages.embed.main("generation", ids=ids, tokenizer=tokenizer, vectors=tmp_path / "vectors.npy")
    found = np.load(tmp_path / "vectors.npy").astype(float)
    params = read_section("generation.embed", EmbedParams)
    np.testing.assert_allclose(found @ found.T, similarities_by_hand(pipeline, "generation", params), atol=1e-5)
    np.testing.assert_allclose(found[0], 0, atol=1e-6)


@pytest.mark.parametrize("task", TASKS)
def test_the_best_point_of_the_curve_was_chosen(pipeline: PipelineCopy, task: str) -> None:
    with (pipeline.folder / f"plots/{task}/learning_curve.csv").open() as file:
        curve = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
    chosen = json.loads((pipeline.folder / f"data/chosen/{task}/config.json").read_text())["best"]
    params = read_yaml(pipeline.folder / "params.yaml")[task]["train"]
    assert len(curve) == params["epochs"] * params["validations_per_epoch"]
    best = {
        "accuracy": lambda point: (-point["valid_accuracy"], point["valid_loss"]),
        "loss": lambda point: point["valid_loss"],
    }
    point = min(curve, key=best[params["select_by"]])
    assert point == pytest.approx({name: chosen[name] for name in point}, abs=1e-6)
    assert ("valid_macro_f1" in point) == (task == "classification")


@pytest.mark.parametrize("task", TASKS)
def test_the_network_is_trained_again_on_train_and_valid(
    pipeline: PipelineCopy, task: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A corpus whose training split is both, and from it the first steps of a training that goes on for all epochs.
    ids = Path(shutil.copytree(pipeline.folder / f"data/ids/{task}", tmp_path / "ids"))
    train, valid = (read_arrays(pipeline.folder / f"data/ids/{task}/{split}") for split in ("train", "valid"))
    np.save(ids / "train/ids.npy", np.concatenate([train.ids, valid.ids]))
    np.save(ids / "train/ends.npy", np.concatenate([train.ends, train.ends[-1] + valid.ends]))
    np.save(ids / "train/characters.npy", np.concatenate([train.characters, valid.characters]))
    if train.labels is not None and valid.labels is not None:
        np.save(ids / "train/labels.npy", np.concatenate([train.labels, valid.labels]))
    monkeypatch.chdir(pipeline.folder)
    make_examples = {"classification": stages.pad.main, "generation": stages.window.main}[task]
    make_examples(task, ids=ids, examples=tmp_path / "examples")
    chosen = json.loads(Path(f"data/chosen/{task}/config.json").read_text())
    trainer = first_steps(task, ids, tmp_path / "examples", chosen["best"]["epoch"])
    weights = load_file(f"data/refitted/{task}/model.safetensors")
    assert all(torch.equal(weight, weights[name]) for name, weight in trainer.network.state_dict().items())
    assert json.loads(Path(f"data/refitted/{task}/config.json").read_text()) == {
        **{name: value for name, value in chosen.items() if name != "best"},
        "refit": {"epoch": chosen["best"]["epoch"]} | continuation_of(task),
    }
    assert not torch.equal(weights["head.weight"], load_file(f"data/chosen/{task}/model.safetensors")["head.weight"])


def continuation_of(task: str) -> dict[str, Any]:
    """What params.yaml says of a second training that continues the first; nothing of one from scratch."""
    kinds: dict[str, type[RefitParams]] = {"classification": RefitParams, "generation": ContinuedRefit}
    return read_section(f"{task}.refit", kinds[task]).of_continuation() or {}


def first_steps(task: str, ids: Path, examples: Path, stop: float) -> Trainer:
    """The second training up to an epoch, or a part of one; that of the generator continues the first."""
    tasks: dict[str, Task[Any, Any]] = {"classification": CLASSIFIER, "generation": GENERATOR}
    training = tasks[task]
    continuation = continuation_of(task)
    params = read_section(f"{task}.train", training.params)
    params = training.params(**params.model_dump() | continuation)
    inputs = Inputs(ids, examples, Path(f"data/vectors/{task}.npy"), Path(f"data/tokenizers/{task}.json"))
    network, batches = training.begin(inputs, params, ["train"])
    if continuation:
        network.load_state_dict(load_file(f"data/chosen/{task}/model.safetensors"))
    trainer = Trainer(network, len(batches(0)), params)
    for batch in islice(chain.from_iterable(map(batches, range(params.epochs))), round(stop * len(batches(0)))):
        trainer.train_on(batch)
    return trainer


@pytest.mark.parametrize("task", TASKS)
def test_without_refit_the_chosen_network_is_kept(
    pipeline: PipelineCopy, task: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shutil.copytree(pipeline.folder, tmp_path / "copy"))
    set_params(Path("params.yaml"), {f"{task}.refit.enabled": False})
    command = commands()[f"{task}.refit"]
    chosen, model = command.options["chosen"], Path("model")
    import_module(command.module).main(task, **command.options | {"model": model})
    assert {path.name: path.read_bytes() for path in model.iterdir()} == {
        path.name: path.read_bytes() for path in chosen.iterdir()
    }


@pytest.mark.parametrize("split", SPLITS)
def test_the_data_are_described_as_they_are(pipeline: PipelineCopy, split: str) -> None:
    texts = [record.text for record in split_records(pipeline, "classification", split)]
    words = {
        word for record in split_records(pipeline, "classification", "train") for word in record.text.lower().split()
    }
    lengths = sorted(len(text.split()) for text in texts)
    described = json.loads((pipeline.folder / "metrics/classification/data.json").read_text())[split]
    assert described["characters"] == sum(map(len, texts))
    assert described["tokens"] == sum(lengths)
    assert (described["longest"], described["median_length"]) == (lengths[-1], lengths[math.ceil(len(lengths) / 2) - 1])
    unknown = sum(word not in words for text in texts for word in text.lower().split())
    assert described["documents"] == len(texts)
    most = read_yaml(pipeline.folder / "params.yaml")["classification"]["pad"]["max_length"]
    assert described["documents_cut"] == sum(length > most for length in lengths)
    assert described["tokens_not_read"] == pytest.approx(
        sum(max(length - most, 0) for length in lengths) / sum(lengths), abs=1e-6
    )
    assert described["tokens_outside_vocabulary"] == pytest.approx(unknown / sum(lengths), abs=1e-6)


@pytest.mark.parametrize("split", SPLITS)
def test_the_classifiers_scores_document_by_document(pipeline: PipelineCopy, split: str) -> None:
    network = load_classifier(reader(pipeline, "classification", split))
    arrays = read_arrays(pipeline.folder / f"data/ids/classification/{split}")
    assert arrays.labels is not None
    right, nats = 0, 0.0
    for ids, label in zip(documents(arrays), arrays.labels.tolist(), strict=True):
        tokens = torch.tensor([ids or [0]])
        chances = network(tokens, torch.tensor([len(ids)])).detach().softmax(dim=-1)[0]
        right += int(chances.argmax()) == label
        nats -= math.log(float(chances[label]))
    of_models = scores(pipeline, "classification")
    written = of_models.get("network_alone", of_models["network"])[split]
    assert written["accuracy"] == pytest.approx(right / len(arrays.labels), abs=1e-6)
    assert written["loss"] == pytest.approx(nats / len(arrays.labels), abs=1e-5)


def validation_logits(pipeline: PipelineCopy) -> tuple[Tensor, Tensor]:
    """What the classifier says of each document before its logits are divided, and what is right."""
    network = load_classifier(reader(pipeline, "classification", "valid"))
    network.temperature = 1.0
    arrays = read_arrays(pipeline.folder / "data/ids/classification/valid")
    assert arrays.labels is not None
    logits = [network(torch.tensor([ids or [0]]), torch.tensor([len(ids)])).detach() for ids in documents(arrays)]
    return torch.cat(logits).double(), torch.tensor(arrays.labels.tolist())


def test_the_temperature_is_the_best_of_a_grid_on_the_validation_split(pipeline: PipelineCopy) -> None:
    logits, labels = validation_logits(pipeline)
    grid = np.geomspace(0.1, 10, 1001).tolist()
    smoothed = one_hot(labels, 2) * (1 - 1 / (len(labels) + 2)) + 1 / (len(labels) + 2) / 2
    best = min(grid, key=lambda temperature: cross_entropy(logits / temperature, smoothed).item())
    written = json.loads((pipeline.folder / "data/refitted/classification/config.json").read_text())["temperature"]
    assert written == pytest.approx(best, rel=0.01, abs=0.0005)  # It is rounded to three places.
    assert cross_entropy(logits / written, smoothed) < cross_entropy(logits, smoothed)


def test_predictions_are_the_ones_scored(pipeline: PipelineCopy) -> None:
    with (pipeline.folder / "data/scores/classification/ensemble/predictions.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["actual"] for row in rows] == [
        record.label for record in split_records(pipeline, "classification", "test")
    ]
    accuracy = sum(row["actual"] == row["predicted"] for row in rows) / len(rows)
    assert scores(pipeline, "classification")["network"]["test"]["accuracy"] == pytest.approx(accuracy, abs=1e-6)
    assert all(0.5 <= float(row["probability"]) <= 1 for row in rows)  # of two classes
    for row in rows:
        assert {row["predicted"], row["runner_up"]} == {"grain", "metal"}
        assert float(row["probability"]) + float(row["runner_up_probability"]) == pytest.approx(1, abs=2e-6)


def test_what_is_wrong_on_test_is_told_with_its_text(pipeline: PipelineCopy) -> None:
    texts = [record.text for record in split_records(pipeline, "classification", "test")]
    rows = read_rows(pipeline.folder / "data/scores/classification/ensemble/predictions.csv")
    wrong = {row["document"]: row for row in rows if row["actual"] != row["predicted"]}
    told = read_rows(pipeline.folder / "data/errors/classification.csv")
    assert {row["document"] for row in told} == wrong.keys()
    for row in told:
        assert row.pop("text") == texts[int(row["document"])]
        row.pop("words")
        assert row == wrong[row["document"]]
    assert [float(row["probability"]) for row in told] == sorted(float(row["probability"]) for row in told)[::-1]


def test_a_threshold_was_chosen_on_valid_and_is_told_with_what_it_does(pipeline: PipelineCopy) -> None:
    params = read_yaml(pipeline.folder / "params.yaml")["classification"]["publish"]
    rule = json.loads((pipeline.folder / "data/models/classification/config.json").read_text())["abstention"]
    details = json.loads((pipeline.folder / "metrics/classification/reliability.json").read_text())
    assert details["abstention"] == rule
    assert rule["min_accuracy"] == params["min_accuracy"]
    folder = pipeline.folder / "data/scores/classification/ensemble"
    for name in ("valid_predictions", "predictions"):
        rows = read_rows(folder / f"{name}.csv")
        threshold = 2.0 if rule["threshold"] is None else rule["threshold"]
        answered = [row for row in rows if float(row["probability"]) >= threshold]
        right = [row for row in answered if row["actual"] == row["predicted"]]
        if name == "predictions":
            assert rule["answered"] == pytest.approx(len(answered) / len(rows), abs=1e-6)
        elif answered:
            assert len(right) / len(answered) >= params["min_accuracy"]


@pytest.mark.parametrize(("task", "score"), [("classification", "accuracy"), ("generation", "bits_per_character")])
def test_scores_on_test_lie_within_their_intervals(pipeline: PipelineCopy, task: str, score: str) -> None:
    written = scores(pipeline, task)
    low, high = written["intervals"]["network"][score]
    assert low <= written["network"]["test"][score] <= high


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("word_svm", lambda scores: LinearSVC(C=scores["c"], random_state=0)),
        ("word_logistic_regression", lambda _: LogisticRegression(C=100, max_iter=1000)),
    ],
)
def test_linear_models_learned_from_train_and_valid(
    pipeline: PipelineCopy, name: str, make: Callable[[dict[str, float]], Any]
) -> None:
    model = make(scores(pipeline, "classification")["baselines"][name])
    seen = split_records(pipeline, "classification", "train") + split_records(pipeline, "classification", "valid")
    asked = split_records(pipeline, "classification", "test")
    tfidf = TfidfVectorizer(sublinear_tf=True, token_pattern=r"\S+", ngram_range=(1, 2))  # noqa: S106  a pattern
    model.fit(tfidf.fit_transform([record.text for record in seen]), [record.label for record in seen])
    expected = model.predict(tfidf.transform([record.text for record in asked])).tolist()
    written = json.loads((pipeline.folder / "data/scores/classification/baselines/predictions.json").read_text())
    assert written[name]["test"] == expected


def nats(network: GeneratorNetwork, ids: list[int]) -> float:
    with torch.no_grad():
        chances = network(torch.tensor([ids[:-1]]))[0][0].double().log_softmax(dim=-1)
    return -float(sum(chances[step, token] for step, token in enumerate(ids[1:])))


@pytest.mark.parametrize("split", ["valid", "test"])
def test_the_generators_scores_text_by_text(pipeline: PipelineCopy, split: str) -> None:
    network = load_generator(reader(pipeline, "generation", split))
    arrays = read_arrays(pipeline.folder / f"data/ids/generation/{split}")
    texts = documents(arrays)
    tokens = sum(len(ids) - 1 for ids in texts)
    total = sum(nats(network, ids) for ids in texts)
    written = scores(pipeline, "generation")
    assert written["network"][split]["loss"] == pytest.approx(total / tokens, abs=1e-5)
    assert written["network"][split]["bits_per_character"] == pytest.approx(
        total / math.log(2) / arrays.characters.sum(), abs=1e-5
    )
    windows = [ids[at : at + 5] for ids in texts for at in range(0, len(ids) - 4, 4)]
    loss = sum(nats(network, ids) for ids in windows) / (4 * len(windows))
    assert written["zero_state"][split]["loss"] == pytest.approx(loss, abs=1e-5)


@pytest.mark.parametrize("split", ["valid", "test"])
def test_dynamic_evaluation_text_by_text(pipeline: PipelineCopy, split: str) -> None:
    network = load_generator(reader(pipeline, "generation", split))
    params = read_section("generation.dynamic_eval", DynamicEvalParams, pipeline.folder / "params.yaml")
    arrays = read_arrays(pipeline.folder / f"data/ids/generation/{split}")
    texts = arrays.documents()
    training = read_arrays(pipeline.folder / "data/ids/generation/train").ids
    total = sum(nats_by_hand(network, training, ids, params) for ids in texts)
    loss = total / sum(len(ids) - 1 for ids in texts)
    written = scores(pipeline, "generation")["dynamic_eval"][split]
    assert written["loss"] == pytest.approx(loss, abs=1e-5)
    assert written["perplexity"] == pytest.approx(math.exp(loss), rel=1e-5)
    assert written["bits_per_character"] == pytest.approx(total / math.log(2) / arrays.characters.sum(), abs=1e-5)


def test_the_compressor_read_train_and_valid(pipeline: PipelineCopy) -> None:
    train, valid, test = ("".join(r.text for r in split_records(pipeline, "generation", split)) for split in SPLITS)
    params = read_section("generation.baseline", PpmdParams, pipeline.folder / "params.yaml")
    written = scores(pipeline, "generation")["baselines"]
    for split, bits in zip(("valid", "test"), ppmd_bits([train, valid, test], params)[1:], strict=True):
        assert written["ppmd"][split]["bits_per_character"] == pytest.approx(bits, abs=1e-6)
    frequencies = written["character_frequencies"]["test"]["bits_per_character"]
    assert frequencies == pytest.approx(unigram_bits(train + valid, test), abs=1e-6)


def test_samples_begin_with_their_prompts(pipeline: PipelineCopy) -> None:
    text = (pipeline.folder / "samples/generation.txt").read_text(encoding="utf-8")
    params = read_yaml(pipeline.folder / "params.yaml")["generation"]["sample"]
    assert text.startswith("temperature 0.8, top-k off, top-p 0.95, 5 tokens, seed 1\n")
    pages = text.split("─" * 80 + "\n")[2::2]
    prompts = [prompt for prompt in params["prompts"] for _ in range(params["samples"])]
    for page, prompt in zip(pages, prompts, strict=True):
        assert page.startswith("\n".join(line.rstrip() for line in prompt.splitlines()))
    exact = json.loads((pipeline.folder / "data/samples/generation.json").read_text(encoding="utf-8"))
    assert [sample["prompt"] for sample in exact] == prompts
    assert [sample["sample"] for sample in exact] == [1, 2] * len(params["prompts"])
    for page, sample in zip(pages, exact, strict=True):
        lines = [printable(line.rstrip()) for line in (sample["prompt"] + sample["text"]).split("\n")]
        assert page.rstrip() == "\n".join(lines).rstrip()
    assert not list(Path(pipeline.folder).rglob("*.part"))


@pytest.mark.parametrize("task", TASKS)
def test_the_headline_is_among_all_scores(pipeline: PipelineCopy, task: str) -> None:
    headline = json.loads((pipeline.folder / f"metrics/{task}.json").read_text())
    written = scores(pipeline, task)
    if task == "classification":
        name = max(sorted(written["baselines"]), key=lambda name: written["baselines"][name]["valid"]["accuracy"])
        expected = {
            "valid": {"acc": written["network"]["valid"]["accuracy"]},
            "test": {"acc": written["network"]["test"]["accuracy"], "f1": written["network"]["test"]["macro_f1"]},
            "baseline": written["baselines"][name]["test"]["accuracy"],
            "p": written["comparisons"][name]["p_value"],
        }
    else:
        expected = {
            **{split: {"bpc": written["network"][split]["bits_per_character"]} for split in ("valid", "test")},
            "dynamic": written["dynamic_eval"]["test"]["bits_per_character"],
            "baseline": written["baselines"]["ppmd"]["test"]["bits_per_character"],
        }
    assert headline == expected
