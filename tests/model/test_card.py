"""What a card says, piece by piece."""

import re
from pathlib import Path

import pytest
from huggingface_hub import metadata_load
from ruamel.yaml import YAML

from stages.classification.publish import Params, when_to_abstain
from stages.generation.publish import headline as headline_of_generator
from stages.generation.publish import results_text as results_of_generator
from textrnn.classification.card import (
    abstention_text,
    cut_documents,
    description,
    headline,
    results_text,
    what_is_read,
)
from textrnn.model.card import Publish, front_matter, hyperparameter_table, page
from textrnn.report.markdown import table


@pytest.mark.parametrize(
    "value", ["no", "on", "1e3", "12:30", "2020-01-01", "~", "a: b # c", "---\n", "x\n---\ny", "日\x1b"]
)
def test_front_matter_is_read_as_it_was_given(tmp_path: Path, value: str) -> None:
    about = Publish(name=value, data=value, language=value, license=None, limits=None)
    front = front_matter(about, "text-generation", {"perplexity": ("p", 0.0000012), "f1": ("macro-F1", 1.0)})
    assert front.count("\n---\n") == 1
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 1)
    start, matter, rest = front.split("---\n", 2)
    assert (start, rest) == ("", "")
    (tmp_path / "README.md").write_text(front, encoding="utf-8")
    for values in (metadata_load(tmp_path / "README.md") or {}, yaml.load(matter)):
        assert values["language"] == value
        assert "license" not in values
        (index,) = values["model-index"]
        assert index["name"] == value
        (result,) = index["results"]
        assert result["dataset"]["name"] == value
        assert result["metrics"] == [
            {"type": "perplexity", "value": 0.000001, "name": "test p"},
            {"type": "f1", "value": 1.0, "name": "test macro-F1"},
        ]


def test_a_card_says_what_qualifies_a_score() -> None:
    def text(accuracy: float, seen: int) -> str:
        scores = {"test": {"accuracy": 0.9, "macro_f1": 0.5}}
        names = ("majority_class", "word_logistic_regression", "word_svm")
        baselines = {name: {"test": scores["test"] | {"mcnemar_p": 0.0649}} for name in names}
        data = {"test_texts_seen_in_training": seen, "test": {"documents": 1200}}
        network = {"test": scores["test"] | {"accuracy": accuracy}}
        return results_text({"network": network, "baselines": baselines}, data)

    assert text(0.9, 0).splitlines()[-1] == "| **this model** | 90.00 | 50.00 |  |"
    assert "| largest class | 90.00 | 50.00 | 0.065 |" in text(0.9, 0)
    assert text(0.91, 1100).endswith("\n\nOf the 1,200 test texts 1,100 are in the training data, word for word.")
    more = "With a higher accuracy: largest class, logistic regression on word n-grams, linear SVM on word n-grams."
    assert text(0.89, 0).endswith(f"\n\n{more}")


@pytest.mark.parametrize(
    ("bits", "end"),
    [
        (1.9, "With fewer bits: PPMd (adaptive compressor)."),
        (1.8, "| this model, each window from a zero state | 2.100 |"),
    ],
)
def test_the_card_of_a_generator_says_which_baseline_is_better(bits: float, end: str) -> None:
    baselines = {"character_frequencies": 4.5, "ppmd": 1.8}
    networks = {"network": bits, "zero_state": 2.1, "dynamic_eval": 1.5}
    scores = {name: {"test": {"bits_per_character": value}} for name, value in (baselines | networks).items()}
    given = {"baselines": {name: scores[name] for name in baselines}, **{name: scores[name] for name in networks}}
    text = results_of_generator(given, {"count": 1, "easiest": bits, "hardest": bits})
    assert "| character frequencies | 4.500 |" in text
    assert "| PPMd (adaptive compressor) | 1.800 |\n| this model, with dynamic evaluation | 1.500 |" in text
    assert text.split("\n\nPPMd learns from the text that it compresses")[0].endswith(end)


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (0.0649, "may be chance (McNemar's p = 0.065)"),
        (0.05, "may be chance (McNemar's p = 0.05)"),
        (0.0499, "is unlikely to be chance (McNemar's p = 0.05)"),
        (0.000012, "is unlikely to be chance (McNemar's p < 0.0001)"),
    ],
)
def test_the_first_lines_compare_with_the_baseline_that_is_best_on_valid(chance: float, said: str) -> None:
    accuracies = {"word_svm": (0.9, 0.7), "majority_class": (0.5, 0.8)}  # On valid, on test.
    scores = {
        "network": {"test": {"accuracy": 0.75}},
        "baselines": {
            name: {"valid": {"accuracy": valid}, "test": {"accuracy": test}}
            for name, (valid, test) in accuracies.items()
        },
        "comparisons": {"word_svm": {"p_value": chance}, "majority_class": {"p_value": 1.0}},
    }
    other = "The best baseline on test, largest class, gets 80.00 %; that difference may be chance (McNemar's p = 1)."
    line = (
        f"75.00 % of the test documents right; linear SVM on word n-grams gets 70.00 %. The difference {said}. {other}"
    )
    assert headline(scores) == headline(scores | {"never_predicted": []}) == line
    assert headline(scores | {"network": {"test": {"accuracy": 0.65}}}) == (
        "Behind linear SVM on word n-grams, which gets 70.00 % of the test documents right; this model gets "
        f"65.00 %. The difference {said}. {other}"
    )
    more = [r"a\*b", *(f"c{number}" for number in range(9))]
    missed = ["a*b", *(f"c{number}" for number in range(9))]
    assert headline(scores | {"never_predicted": missed}) == f"{line}\n\nNever predicted on test: {', '.join(more)}."
    distinct = {
        "documents": 600,
        "test": {"accuracy": 0.9},
        "baselines": {name: {"accuracy": 0.8} for name in accuracies},
    }
    copies = headline(scores | {"without_duplicates": distinct})
    assert copies.startswith(
        f"{line}\n\nMany test documents are duplicates; with each text and label counted once, in 600,"
    )
    assert copies.endswith(" 80.00 %.")
    many = headline(scores | {"never_predicted": [*missed, "x", "y"]})
    assert many == f"{line}\n\nNever predicted on test: {', '.join(more)} and 2 more."


def test_a_card_says_how_much_of_the_documents_is_not_read() -> None:
    assert cut_documents({"documents_cut": 0, "tokens_not_read": 0.0}) == "no test document has more"
    unread = "1,234 test documents have more, so that 16.76 % of all tokens of test are not read"
    assert cut_documents({"documents_cut": 1234, "tokens_not_read": 0.16761}) == unread


def test_the_first_lines_of_a_generator_compare_what_learns_from_the_test() -> None:
    bits = {"network": 1.7874, "dynamic_eval": 1.5985, "ppmd": 1.8025}
    scores = {name: {"test": {"bits_per_character": value}} for name, value in bits.items()}
    assert headline_of_generator(scores | {"baselines": {"ppmd": scores["ppmd"]}}) == (
        "1.599 bits per character on test with dynamic evaluation; PPMd (adaptive compressor) needs 1.802. Both learn "
        "from the test while they read it; with fixed weights, as it is used, the network needs 1.787."
    )


def test_the_card_of_a_generator_says_how_much_texts_differ() -> None:
    scores = {"network": {"test": {"bits_per_character": 1.8}}, "baselines": {}}
    text = results_of_generator(scores, {"count": 1200, "easiest": 1.5, "hardest": 2.25})
    assert "\n\nOf the 1,200 test texts the easiest has 1.500, the hardest 2.250.\n\n" in text


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (
            {"min_accuracy": 0.995, "threshold": 0.71699, "answered": 0.9762, "accuracy": 0.98},
            "Of the answers on validation with a probability of 0.7170 or more, 99.5 % are right. "
            "With `textrnn classify --abstain` it answers 97.62 % of the test documents, 98.00 % of them right.",
        ),
        (
            {"min_accuracy": 0.9, "threshold": 1.0, "answered": 0.0, "accuracy": None},
            "Of the answers on validation with a probability of 1.0000 or more, 90 % are right. "
            "With `textrnn classify --abstain` it answers 0.00 % of the test documents.",
        ),
        (
            {"min_accuracy": 0.9, "threshold": None, "answered": 0.0, "accuracy": None},
            "Of its surest answers on validation fewer than 90 % are right, so it cannot tell when to abstain.",
        ),
    ],
)
def test_a_card_says_when_its_classifier_abstains(rule: dict[str, float | None], text: str) -> None:
    assert abstention_text(rule) == text


def test_a_classifier_without_a_wanted_accuracy_never_abstains(tmp_path: Path) -> None:
    params = Params(name="n", data="d", language=None, license=None, limits=None, min_accuracy=None)
    assert when_to_abstain(params, tmp_path) == {"abstention": None}


def test_a_table_has_one_line_for_each_row() -> None:
    assert table(["a", "b"], [["1", "2"], ["x|y", "z\nw"]]).splitlines() == [
        "| a | b |",
        "| --- | --- |",
        "| 1 | 2 |",
        r"| x\|y | z w |",
    ]
    config = {"train": {"b": [1], "a": 0.5}, "refit": {"epoch": 1.0, "a": 0.2}}
    assert hyperparameter_table(config).splitlines()[2:] == [
        "| `a` | `0.5` |",
        "| `b` | `[1]` |",
        "| `refit.a` | `0.2` |",
    ]


def test_a_card_has_its_sections() -> None:
    about = Publish(name="n\n# m", data="d", language=None, license=None, limits="not for exams")
    sections = {"Data": "text"}
    card = page(about, "---\n---\n", "what", "usage()", sections)
    assert re.findall("^#.*", card, flags=re.MULTILINE) == ["# n # m", "## Use", "## Data", "## Limits"]
    assert "not for exams" in card
    licensed = page(about.model_copy(update={"license": "m*t"}), "---\n---\n", "what", "usage()", sections)
    assert "## License\n\nm\\*t, for the model;" in licensed
    assert list(sections) == ["Data"]


def test_an_svm_beside_the_network_is_told() -> None:
    data = {"valid": {"documents": 1234}}
    alone = {"architecture": {"layers": 2}, "temperature": 0.5, "truncation": {"max_length": 2000}}
    first = (
        "A text classifier: vectors of tokens, LSTMs in 2 layers, a probability for each class "
        "(temperature 0.5, fitted to 1,234 validation documents)."
    )
    assert description(alone, data) == first
    assert what_is_read(alone) == "It reads the first 2,000 tokens of a document"
    both = alone | {"svm": {"weight": 0.25}}
    assert description(both, data) == (
        f"{first} To its logits the margins of a linear SVM on n-grams are added, times 0.25, which was chosen on the "
        "1,234 validation documents as well."
    )
    assert what_is_read(both) == "The SVM reads all of a document, the network its first 2,000 tokens"
