"""The commands that write, explain, describe and pack."""

import io
import json
import os
import shutil
from pathlib import Path

import pytest

from tests.cli.command import Run
from tests.model.damage import config
from tests.test_classifier import LABELS
from textrnn.classification.explanation import explain
from textrnn.classifier import Classifier
from textrnn.generator import Generator


def test_one_text_is_what_the_generator_writes(run: Run, generator: Path) -> None:
    expected = Generator.load(generator).generate("To\nbe\t", max_new_tokens=20, seed=3, temperature=0.5, top_k=7)
    words = ["generate", "--model", generator, "--max-new-tokens", 20, "--seed", 3, "--temperature", 0.5, "--top-k", 7]
    assert run(*words, "--prompt", r"To\nbe\t") == (0, expected[0] + "\n", "")
    status, out, _ = run(*words, "--prompt", r"To\nbe\t", "--json")
    assert (status, json.loads(out)) == (0, {"prompt": "To\nbe\t", "text": expected[0]})


def test_several_texts(run: Run, generator: Path) -> None:
    expected = Generator.load(generator).generate(
        "To", 3, max_new_tokens=9, top_p=0.5, min_p=0.01, repetition_penalty=2.0
    )
    words = [
        "--model",
        generator,
        "--prompt",
        "To",
        "--samples",
        3,
        "--max-new-tokens",
        9,
        "--top-p",
        0.5,
        "--min-p",
        0.01,
    ]
    words += ["--repetition-penalty", 2.0]
    status, out, _ = run("generate", *words)
    assert (status, out) == (0, ("─" * 40 + "\n").join(f"{text}\n" for text in expected))
    status, out, _ = run("generate", *words, "--json")
    assert [json.loads(line)["text"] for line in io.StringIO(out)] == expected


def test_a_text_ends_before_a_stop_string(run: Run, generator: Path) -> None:
    whole = Generator.load(generator).generate("", max_new_tokens=200, temperature=1.0)[0]
    stop = ["\n", whole[20:22]]
    end = min(whole.index(word) for word in stop if word in whole)
    words = ["generate", "--model", generator, "--max-new-tokens", 200, "--temperature", 1.0]
    status, out, _ = run(*words, "--stop", r"\n", "--stop", stop[1])
    assert (status, out) == (0, whole[:end] + "\n")


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--temperature", "-1"),
        ("--temperature", "nan"),
        ("--top-p", "0"),
        ("--max-new-tokens", "0"),
        ("--samples", "0"),
    ],
)
@pytest.mark.parametrize("more", [[], ["--json"], ["--samples", "2"]], ids=str)
def test_a_value_out_of_its_range_is_refused(
    run: Run, generator: Path, option: str, value: str, more: list[str]
) -> None:
    status, out, message = run("generate", "--model", generator, *more, option, value)
    assert (status, out) == (2, "")
    assert message.startswith(f"textrnn: {option[2:].replace('-', '_')} is ")
    assert message.count("\n") == 1


def test_a_lone_surrogate_is_refused(run: Run, generator: Path, classifier: Path) -> None:
    for words in (
        ["generate", "--model", generator, "--prompt", "\udcff"],
        ["explain", "--model", classifier, "\udcff"],
    ):
        status, out, message = run(*words)
        assert (status, out) == (2, "")
        assert "contains a lone surrogate" in message


@pytest.mark.parametrize("label", [None, LABELS[0]])
def test_an_explanation(run: Run, classifier: Path, label: str | None) -> None:
    text = "To be, or \x1b[31m not"
    expected = explain(Classifier.load(classifier), text, label)
    words = ["explain", "--model", classifier, text, *(["--label", label] if label else [])]
    status, out, _ = run(*words, "--json", "--html", "why.html")
    shown = json.loads(out)
    assert status == 0
    assert shown["label"] == expected.label
    assert shown["probability"] == pytest.approx(expected.prediction.probabilities[expected.label], abs=1e-6)
    assert "".join(word["text"] for word in shown["words"]) == text
    assert shown["known_characters"] == pytest.approx(expected.prediction.known, abs=1e-6)
    weights = [word["weight"] for word in shown["words"]]
    assert weights == [word.weight and pytest.approx(word.weight, abs=1e-6) for word in expected.words]
    page = Path("why.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    status, out, _ = run(*words, "--html", "again.html")
    assert status == 0
    assert Path("again.html").read_text(encoding="utf-8") == page
    assert "\x1b" not in out
    assert text.replace("\x1b", "␛") in out
    for title, strongest in (("for it", expected.strongest(5)), ("against it", expected.strongest(-5))):
        named = ", ".join(f"{word.name} {word.weight:+.2f}" for word in strongest).replace("\x1b", "␛")
        assert (f"\n{title}: {named}\n" in out) == bool(strongest)
    assert out.endswith("again.html shows the same\n")


def test_the_explanation_of_an_unknown_text_says_that_it_is(run: Run, classifier: Path) -> None:
    note = "textrnn: the model knows none of the characters of the text: its label means nothing\n"
    for words in ([], ["--json"]):
        assert run("explain", "--model", classifier, "日 本", *words)[2] == note
        assert run("explain", "--model", classifier, "to be", *words)[2] == ""
    assert run("explain", "--model", classifier, " ")[2].endswith("has nothing in it: its label means nothing\n")


def test_what_cannot_be_explained_is_refused(run: Run, classifier: Path) -> None:
    status, _, message = run("explain", "--model", classifier, "be", "--label", "x", "--html", "why.html")
    there = ", ".join(LABELS).replace("\x1b", "␛")
    assert (status, message) == (2, f"textrnn: there is no label 'x'; there are: {there}\n")
    assert not list(Path().iterdir())
    assert run("explain", "--model", classifier, "be", "--html", ".")[0] == 2
    assert run("explain", "--model", classifier, "be", "--html", "")[0] == 2


def test_a_model_is_packed_and_described(run: Run, classifier: Path) -> None:
    assert run("pack", classifier, "model.zip") == (
        0,
        "model.zip is written, of no known commit: no folder above it has a dvc.lock\n",
        "",
    )
    status, out, _ = run("pack", classifier, "again.zip", "--json")
    assert (status, json.loads(out)) == (0, {"file": "again.zip"})
    assert Path("model.zip").read_bytes() == Path("again.zip").read_bytes()
    shown = json.loads(run("info", "model.zip", "--json")[1])
    assert (shown["kind"], shown["labels"]) == ("classifier", LABELS)
    status, out, _ = run("info", "model.zip")
    assert status == 0
    assert "\x1b" not in out
    assert [line.split()[0] for line in out.splitlines()] == list(shown)
    assert run("classify", "--model", "model.zip", "be") == run("classify", "--model", classifier, "be")
    assert run("pack", "model.zip", "x.zip")[0] == 2


def test_scores_are_shown_by_their_names(run: Run, classifier: Path) -> None:
    scored = Path(shutil.copytree(classifier, "scored"))
    scores = {
        "baselines": {"ppmd": {"test": {"macro_f1": 0.25}}, "an_other": {"test": {"accuracy": 0.125}}},
        "network": {"test": {"macro_f1": 1, "accuracy": 0.5}},
        "zero_state": {"test": {"loss": 2}},
        "dynamic_eval": {"test": {"loss": 1}},
    }
    config(scores=scores, about={"limits": "no\nkind  other"})(scored)
    assert json.loads(run("info", scored, "--json")[1])["scores"]["baselines"] == scores["baselines"]
    assert "\nlimits      no kind other\n" in run("info", scored)[1]
    assert run("info", scored)[1].endswith(
        """
on test                                    accuracy  loss (nats)  macro-F1
an_other                                   0.1250
PPMd (adaptive compressor)                                        0.2500
this model, with dynamic evaluation                  1.0000
this model                                 0.5000                 1.0000
this model, each window from a zero state            2.0000

PPMd and dynamic evaluation learn from the test while they read it; this model, as it is used, does not.
"""
    )


def test_a_comparison_is_shown_with_its_p_value(run: Run, classifier: Path) -> None:
    scored = Path(shutil.copytree(classifier, "scored"))
    chances = {"majority_class": 0.00001, "word_svm": 0.0649}
    baselines = {name: {"test": {"accuracy": 0.5, "mcnemar_p": chance}} for name, chance in chances.items()}
    config(scores={"baselines": baselines, "network": {"test": {"accuracy": 0.75}}})(scored)
    assert run("info", scored)[1].endswith(
        """
on test                     accuracy  McNemar's p
largest class               0.5000    < 0.0001
linear SVM on word n-grams  0.5000    0.065
this model                  0.7500

McNemar's p: how likely such a difference from this model is, or a larger one, if both are equally good.
"""
    )


@pytest.mark.parametrize(
    ("best", "first"),
    [
        (0.5, "kind "),
        (0.75, "kind "),
        (
            0.8125,
            "Behind a baseline on test: linear SVM on word n-grams has an accuracy of 0.8125, this model 0.7500 "
            "(McNemar's p 0.065).\n\nkind ",
        ),
    ],
)
def test_a_baseline_that_is_ahead_is_named_first(run: Run, classifier: Path, best: float, first: str) -> None:
    scored = Path(shutil.copytree(classifier, "scored"))
    accuracies = {"word_svm": best, "majority_class": 0.78125 if best > 0.78125 else 0.5}
    baselines = {key: {"test": {"accuracy": value, "mcnemar_p": 0.0649}} for key, value in accuracies.items()}
    config(scores={"baselines": baselines, "network": {"test": {"accuracy": 0.75}}})(scored)
    assert run("info", scored)[1].startswith(first)


@pytest.mark.parametrize(
    ("missed", "shown"), [(["a", "b\x1b"], "a, b␛"), ([f"c{number}" for number in range(12)], "c8, c9 and 2 more")]
)
def test_classes_that_are_never_predicted_are_named(run: Run, classifier: Path, missed: list[str], shown: str) -> None:
    scored = Path(shutil.copytree(classifier, "scored"))
    config(never_predicted=missed)(scored)
    (line,) = [line for line in run("info", scored)[1].splitlines() if line.startswith("never_predicted  ")]
    assert line.endswith(shown)
    assert json.loads(run("info", scored, "--json")[1])["never_predicted"] == missed


def test_what_a_page_would_take_the_place_of_is_kept(run: Run, classifier: Path) -> None:
    os.mkfifo("pipe")
    status, _, message = run("explain", "--model", classifier, "be", "--html", "pipe")
    assert (status, message) == (
        2,
        "textrnn: pipe is neither a file nor a folder, and would be lost: name another one\n",
    )
    Path("page").write_text("")
    Path("page").chmod(0o600)
    Path("link").symlink_to("page")
    assert run("explain", "--model", classifier, "be", "--html", "link")[0] == 0
    assert Path("link").is_symlink()
    assert "<html" in Path("page").read_text()
    assert Path("page").stat().st_mode & 0o777 == 0o600


def test_no_folder_is_packed_over(run: Run, classifier: Path) -> None:
    Path("there").mkdir()
    assert run("pack", classifier, "there")[0] == 2
    assert Path("there").is_dir()


@pytest.mark.parametrize("threshold", [0.875, None])
def test_info_says_below_which_probability_a_model_abstains(
    run: Run, classifier: Path, tmp_path: Path, threshold: float | None
) -> None:
    model = shutil.copytree(classifier, tmp_path / "cautious")
    config(abstention={"min_accuracy": 0.9, "threshold": threshold, "answered": 0.5, "accuracy": 1.0})(model)
    lines = [line for line in run("info", model)[1].splitlines() if line.startswith("abstains_below")]
    assert [line.split() for line in lines] == ([] if threshold is None else [["abstains_below", "0.875"]])


@pytest.mark.parametrize(
    "words", [["info"], ["classify", "x", "--model"], ["explain", "x", "--model"], ["generate", "--model"]]
)
def test_what_is_no_model_is_refused(run: Run, words: list[str]) -> None:
    Path("file").write_bytes(b"\0PK")
    Path("folder").mkdir()
    os.mkfifo("pipe")
    for model in ("file", "folder", "nothing", "pipe"):
        status, out, message = run(*words, model)
        assert (status, out) == (2, "")
        assert message.startswith(f"textrnn: {model}")
        assert message.count("\n") == 1


def test_a_model_of_another_kind_is_refused(run: Run, generator: Path) -> None:
    status, _, message = run("classify", "x", "--model", generator)
    assert (status, message) == (2, f"textrnn: {generator} is a model of kind 'generator'; needed is a classifier\n")
