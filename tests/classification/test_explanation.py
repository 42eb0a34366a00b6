"""Explanations, held against a classifier that reads the text with one word hidden; and the page that shows them."""

import math
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.data.test_tokenizer import FITTED, params
from tests.test_classifier import LABELS, LONGEST, make_network, write_classifier
from textrnn.classification.explanation import Explanation, Word, explain, ordinal
from textrnn.classification.svm import Features, LinearSvm
from textrnn.classifier import Classifier, Prediction
from textrnn.data.tokenizer_fitting import fit
from textrnn.data.truncation import Truncation
from textrnn.errors import InputError
from textrnn.report.explanation_page import AGAINST, FOR, background, write_page

ODD = [
    "日本 🎭\x00",
    "To be, or not to be",
    "ひらがな and 漢字",
    "e\u0301 \r\n\u2028 x",
    "ไทย",
    "a\u00adb",
    "İSTANBUL ß",
    "",
]


@pytest.fixture(scope="module")
def classifiers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Classifier]:
    return {kind: Classifier.load(write_classifier(tmp_path_factory.mktemp("model"), kind)) for kind in FITTED}


def untruncated(classifier: Classifier) -> Classifier:
    """The same classifier, which reads all of a text."""
    return Classifier(classifier.network, classifier.tokenizer, Truncation(max_length=60_000, pad_to_multiple_of=8))


def chance(ids: list[int], label: str) -> float:
    """The log-probability of a label for tokens that are read alone, without padding."""
    network = make_network(FITTED["bpe"].get_vocab_size())
    with torch.no_grad():
        logits = network(torch.tensor([ids]), torch.tensor([len(ids)]))[0]
    return float(logits.log_softmax(dim=-1)[LABELS.index(label)])


def odds(log_probability: float) -> float:
    """The log-odds of a log-probability."""
    return log_probability - math.log1p(-math.exp(log_probability))


def test_a_word_is_hidden_from_an_svm_as_well(classifiers: dict[str, Classifier]) -> None:
    weights = np.linspace(-1, 1, len(LABELS), dtype=np.float32)[None]
    words = Features({"be": 0}, np.ones(1, np.float32), 3 * weights)
    svm = LinearSvm(re.compile(r"\w+"), 1, 1, words, None, np.zeros(len(LABELS), np.float32))
    plain = classifiers["bpe"]
    both = Classifier(plain.network, plain.tokenizer, plain.truncation, svm=svm)
    explanations = [explain(each, "To be,  or not", LABELS[-1]) for each in (plain, both)]
    before, after = ({word.text: word.weight or 0.0 for word in one.words} for one in explanations)
    assert after["be"] > before["be"] + 1
    chances = (plain.log_probabilities([[5, 6]], ["x"]), both.log_probabilities([[5, 6]], ["BE"]))
    expected = (chances[0] + torch.from_numpy(3 * weights)).log_softmax(dim=1)
    torch.testing.assert_close(chances[1], expected)


@pytest.mark.parametrize("label", [None, *LABELS])
def test_a_weight_is_what_the_label_loses_when_the_word_is_hidden(
    classifiers: dict[str, Classifier], label: str | None
) -> None:
    text = "To be,  or not"
    spans = {"To": (0, 2), "be": (3, 5), ",": (5, 6), "or": (8, 10), "not": (11, 14)}
    encoding = FITTED["bpe"].encode(text, add_special_tokens=False)
    explanation = explain(classifiers["bpe"], text, label)
    likeliest = max(LABELS, key=lambda one: chance(encoding.ids, one))
    assert explanation.label == (label or likeliest)
    assert explanation.prediction == classifiers["bpe"].predict([text])[0]
    weights = {word.text: word.weight for word in explanation.words if word.weight is not None}
    assert list(weights) == list(spans)
    for word, (start, end) in spans.items():
        hidden = [
            0 if start < last and first < end else token
            for token, (first, last) in zip(encoding.ids, encoding.offsets, strict=True)
        ]
        lost = odds(chance(encoding.ids, explanation.label)) - odds(chance(hidden, explanation.label))
        assert weights[word] == pytest.approx(lost, abs=1e-5)


@pytest.mark.parametrize("kind", FITTED)
@settings(max_examples=60)
@given(text=st.text() | st.sampled_from(ODD) | st.lists(st.sampled_from([*ODD, " ", "\n", "be"])).map("".join))
def test_words_join_to_the_text_again(classifiers: dict[str, Classifier], kind: str, text: str) -> None:
    explanation = explain(untruncated(classifiers[kind]), text)
    assert "".join(word.text for word in explanation.words) == text
    assert all(word.text == word.text.strip() for word in explanation.words if word.weight is not None)
    assert all(word.text for word in explanation.words)
    assert all(word.weight is not None or not word.text.strip() for word in explanation.words)


def test_what_was_not_read_has_no_weight(classifiers: dict[str, Classifier]) -> None:
    text = "be " * 20
    explanation = explain(classifiers["bpe"], text)
    assert "".join(word.text for word in explanation.words) == text
    read = [word for word in explanation.words if word.weight is not None]
    ids = FITTED["bpe"].encode(text, add_special_tokens=False)
    assert len(read) == len(text[: ids.offsets[LONGEST - 1][1]].split())
    assert explanation.words[-1].text.split() == ["be"] * (20 - len(read))


def test_letters_without_spaces_are_words_each(classifiers: dict[str, Classifier]) -> None:
    explanation = explain(classifiers["bpe"], "日本 be")
    assert [word.text for word in explanation.words if word.text.strip()] == ["日", "本", "be"]


WORDS_AND_SIGNS = [
    ("That is wrong, not right.", ["That", "is", "wrong", ",", "not", "right", "."]),
    ("(don't!) l’été 'tis'", ["(", "don't", "!", ")", "l’été", "'", "tis", "'"]),
    ("e\u0301t, 12,5% R2-D2", ["e\u0301t", ",", "12", ",", "5", "%", "R2", "-", "D2"]),
    ("great👍🏽 नमस्ते।", ["great", "👍🏽", "नमस्ते", "।"]),
    ("ไทย, 日本。", ["ไ", "ท", "ย", ",", "日", "本", "。"]),
]


@pytest.mark.parametrize("kind", ["char", "bpe"])
@pytest.mark.parametrize(("text", "words"), WORDS_AND_SIGNS)
def test_signs_are_weighed_apart_from_words(
    classifiers: dict[str, Classifier], kind: str, text: str, words: list[str]
) -> None:
    explanation = explain(untruncated(classifiers[kind]), text)
    assert [word.text for word in explanation.words if word.weight is not None] == words


def test_what_the_tokenizer_does_not_separate_is_one_word() -> None:
    tokenizer = fit(["to be, or be,"], params("word", pattern=r"\S+", unknown="unk"))
    classifier = Classifier(
        make_network(tokenizer.get_vocab_size()), tokenizer, Truncation(max_length=99, pad_to_multiple_of=8)
    )
    words = explain(classifier, "to be, not; be").words
    assert [word.text for word in words if word.weight is not None] == ["to", "be,", "not;", "be"]


def test_words_that_are_there_several_times_have_numbers(classifiers: dict[str, Classifier]) -> None:
    explanation = explain(untruncated(classifiers["bpe"]), "not to be, Not or not, not")
    weighed = [word for word in explanation.words if word.weight is not None]
    assert [word.name for word in weighed] == [
        *("not (1st)", "to", "be", '"," (1st)', "Not", "or", "not (2nd)", '"," (2nd)', "not (3rd)")
    ]
    assert {word.occurrence for word in explanation.words if word.weight is None} == {0}
    assert [word.name for word in explanation.strongest(99)] == [
        word.name for word in sorted(weighed, key=lambda word: -(word.weight or 0)) if (word.weight or 0) > 0
    ]


def test_numbers_have_their_endings() -> None:
    assert [ordinal(number) for number in (1, 2, 3, 4, 10, 11, 12, 13, 21, 102, 111, 113)] == [
        *("1st", "2nd", "3rd", "4th", "10th", "11th", "12th", "13th", "21st", "102nd", "111th", "113th")
    ]


def test_more_words_than_are_read_at_once(classifiers: dict[str, Classifier]) -> None:
    classifier = untruncated(classifiers["bpe"])
    words = [word for word in explain(classifier, "be or not " * 50).words if word.weight is not None]
    assert [word.text for word in words] == ["be", "or", "not"] * 50


@pytest.mark.parametrize("label", ["nothing", "", "METAL"])
def test_an_unknown_label_is_refused(classifiers: dict[str, Classifier], label: str) -> None:
    with pytest.raises(InputError, match=f"there is no label '{label}'; there are: metal, grain"):
        explain(classifiers["bpe"], "be", label)


def test_a_lone_surrogate_is_refused(classifiers: dict[str, Classifier]) -> None:
    with pytest.raises(InputError, match="contains a lone surrogate"):
        explain(classifiers["bpe"], "a\udcff")


PREDICTION = Prediction("a", 0.7, {"a": 0.7, "b": 0.3}, 1.0, "words")


def test_the_strongest_words_speak_for_and_against() -> None:
    words = [Word(text, weight) for text, weight in [("x", 1.0), ("y", -3.0), (" ", None), ("z", 2.0), ("w", -0.5)]]
    explanation = Explanation(PREDICTION, "a", words)
    assert [word.text for word in explanation.strongest(5)] == ["z", "x"]
    assert [word.text for word in explanation.strongest(1)] == ["z"]
    assert [word.text for word in explanation.strongest(-5)] == ["y", "w"]
    assert explanation.largest == 3.0
    assert Explanation(PREDICTION, "a", []).largest == 0.0


def distance(color: str | None) -> int:
    """How far a colour is from white."""
    return 0 if color is None else sum(255 - int(color[at : at + 2], 16) for at in (1, 3, 5))


def test_the_larger_the_weight_the_stronger_its_colour() -> None:
    for sign, base in ((1, FOR), (-1, AGAINST)):
        colors = [background(sign * weight, 4.0) for weight in (0.1, 0.5, 1.0, 2.0, 3.0, 4.0)]
        assert colors[0] is None
        assert [distance(color) for color in colors] == sorted({distance(color) for color in colors})
        assert colors[-1] == "#" + "".join(f"{part:02x}" for part in base)
    assert background(None, 1.0) is None
    assert background(0.0, 0.0) is None


class Page(HTMLParser):
    """The tags of a page, their attributes, the text of the paragraph of the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


EVIL = '<script>alert(1)</script> <img src="https://x.y/z"> {label} "\' & \x1b[31m'


@pytest.mark.parametrize("label", [EVIL, "plain"])
def test_a_page_runs_and_loads_nothing(tmp_path: Path, label: str) -> None:
    words = [Word(part, weight) for part, weight in zip(EVIL.split(), (3.0, -1.0, 2.0, 0.0, 1.0, 0.1), strict=False)]
    explanation = Explanation(
        Prediction(label, 0.7, {label: 0.7, "<b>": 0.3}, 1.0, "words"), label, [*words, Word(EVIL, None)]
    )
    write_page(tmp_path / "why.html", explanation)
    page = (tmp_path / "why.html").read_text(encoding="utf-8")
    parsed = Page(page)
    assert not {"script", "img", "link", "iframe", "b", "a", "object"} & set(parsed.tags)
    assert not {"src", "href", "onload", "onclick"} & {name for name, _ in parsed.attributes}
    assert "url(" not in page
    assert "@import" not in page
    assert "\x1b" not in page
    (paragraph,) = re.findall('<p class="text" dir="auto">(.*?)</p>', page, flags=re.DOTALL)
    shown = unescape(re.sub("<.*?>", "", paragraph))
    assert shown == "".join(word.text for word in explanation.words).replace("\x1b", "␛")
    strongest = re.search(r'<mark style="background: (#\w+)" title="\+3\.000">(.*?)</mark>', paragraph)
    assert strongest
    assert unescape(strongest[2]) == words[0].text
    colors = re.findall('<mark style="background: (#[0-9a-f]{6})"', paragraph)
    assert max(colors, key=distance) == strongest[1]
    assert list(tmp_path.iterdir()) == [tmp_path / "why.html"]
    assert f"{70.0:.1f}%" in page


def test_a_page_names_the_strongest_words_and_says_if_hardly_any_is_known(tmp_path: Path) -> None:
    words = [Word("<not>", 1.0, 1), Word(" ", None), Word("<not>", 2.0, 2), Word("!", -0.5)]
    for known, said in ((0.5, False), (0.4, True)):
        prediction = Prediction("a", 0.7, {"a": 0.7, "b": 0.3}, known, "words")
        write_page(tmp_path / "why.html", Explanation(prediction, "a", words))
        page = (tmp_path / "why.html").read_text(encoding="utf-8")
        assert (
            "<p>for it: &lt;not&gt; (2nd) +2.00, &lt;not&gt; (1st) +1.00</p>\n<p>against it: &quot;!&quot; -0.50</p>"
            in page
        )
        assert re.findall('title="(.*?)"', page) == ["1st: +1.000", "2nd: +2.000", "-0.500"]
        assert (
            "<p>the model knows fewer than half of the words of the text: its label may mean little</p>" in page
        ) == said


def test_a_page_says_all_labels_the_likeliest_first(tmp_path: Path) -> None:
    write_page(tmp_path / "why.html", Explanation(PREDICTION, "b", []))
    page = (tmp_path / "why.html").read_text(encoding="utf-8")
    assert re.findall(r"<tr><td>(\w)</td><td>([\d.]+%)</td>", page) == [("a", "70.0%"), ("b", "30.0%")]
    assert "<h1>b <small>30.0%</small></h1>" in page
