import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from textrnn.classification.training import TrainParams
from textrnn.data.records import Record
from textrnn.errors import InputError
from textrnn.generation.training import TrainParams as GeneratorTraining
from textrnn.ingest import proposal_classifier, proposal_generator, throughput
from textrnn.ingest.encodings import DETECT, UTF8
from textrnn.ingest.layout import detect_layout, encoding_of
from textrnn.ingest.profile import Profile
from textrnn.ingest.proposal import Proposal, Size, fitting_size
from textrnn.ingest.proposal_classifier import propose_classifier
from textrnn.ingest.proposal_generator import documents_per_file, propose_generator
from textrnn.ingest.texts import read_document
from textrnn.params.editing import set_params
from textrnn.params.section import ParamsFile, read_section
from tools.pipeline import ROOT

PARAMS = ROOT / "params.yaml"
TRAIN_GENERATOR = read_section("generation.train", GeneratorTraining, PARAMS)
TRAIN = read_section("classification.train", TrainParams, PARAMS)


@pytest.fixture(autouse=True)
def _known_throughput(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proposal_classifier, "classifier_tokens_per_second", lambda *_: 10_000.0)


def profile_of(*texts: str) -> Profile:
    profile = Profile()
    for number, text in enumerate(texts):
        profile.add(Record(text, "ab"[number % 2], "custom"))
    return profile


@given(st.integers(1, 20), st.integers(1, 20), st.lists(st.floats(0.01, 1e6), min_size=1, max_size=4))
def test_the_largest_size_that_fits_is_taken(fewest: int, more: int, seconds: list[float]) -> None:
    most = fewest + more
    known = [(number, number) for number in range(len(seconds))]
    size, epochs, minutes = fitting_size(known, lambda one: seconds[one[0]], (fewest, most), 10)
    fitting = [number for number in range(len(seconds)) if seconds[number] * fewest <= 600] or [len(seconds) - 1]
    assert size == known[fitting[0]]
    assert epochs == max(1, min(most, int(600 / seconds[size[0]])))
    assert minutes == pytest.approx(epochs * seconds[size[0]] / 60)


@given(st.lists(st.integers(1, 2000), min_size=1, max_size=60))
def test_nearly_all_documents_are_read_whole(lengths: list[int]) -> None:
    profile = profile_of(*("x-" * (length // 2) + "x" * (length % 2) for length in lengths))
    proposals = {one.name: one for one in propose_classifier(profile, Profile(), TRAIN, 10)}
    most = next(size for size in sorted(lengths) if sum(length <= size for length in lengths) >= 0.95 * len(lengths))
    longest = next(size for size in range(16, 2001, 8) if size >= min(most, 1000))
    assert proposals["pad.max_length"].value == longest
    whole = [length for length in lengths if length <= longest]
    reason = f"{len(whole) / len(lengths):.1%} of the documents have no more tokens"
    unread = sum(max(length - longest, 0) for length in lengths) / sum(lengths)
    more = f"; {unread:.2%} of all text is not read" if len(whole) < len(lengths) else ""
    assert proposals["pad.max_length"].reason == reason + more


@given(st.text(st.characters(exclude_categories=["Cs"])))
@settings_of_hypothesis(max_examples=100)
def test_any_text_can_be_written_into_params(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("params") / "params.yaml"
    shutil.copy(PARAMS, path)
    set_params(path, {"generation.sample.prompts": ["", text], "classification.fetch.path": text})
    values = ParamsFile(path).values
    assert values["generation"]["sample"]["prompts"] == ["", text]
    assert values["classification"]["fetch"]["path"] == text
    after = path.read_text(encoding="utf-8")
    assert all(comment in after for comment in re.findall("#.*", PARAMS.read_text()))


@pytest.mark.parametrize(("text", "vectors"), [("some words", 131_072), ("日本語日本語日本", 0)])
def test_words_have_vectors_of_what_is_inside_them(text: str, vectors: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proposal_classifier, "classifier_tokens_per_second", lambda *_: 1e9)
    proposals = {one.name: one.value for one in propose_classifier(profile_of(text), Profile(), TRAIN, 1)}
    assert proposals["train.character_ngram_vectors"] == vectors


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("one two", 2),
        ("don't, l’été: 3.5", 7),
        ("a_b", 3),
        ("नमस्ते दुनिया", 2),
        ("שלום עולם!", 3),
        ("日本語日本語日本", 5),
        ("🎭🎭", 2),
    ],
)
def test_tokens_are_words_and_signs_or_pairs_of_characters(text: str, tokens: int) -> None:
    assert profile_of(text).tokens().tolist() == [tokens]


def test_examples_are_of_different_classes() -> None:
    profile = Profile()
    for number, label in enumerate("aabacd"):
        profile.add(Record(str(number), label, "custom"))
    assert [example.text for example in profile.examples] == ["0", "2", "4"]


@pytest.mark.parametrize(
    ("files", "characters", "documents"),
    [(1, 300, 3), (1, 20_000, 10), (1, 10**9, 20), (2, 300, 2), (2, 10**6, 10), (3, 9, 1), (9, 10**6, 3), (10, 9, 1)],
)
def test_there_are_enough_documents_for_a_split(files: int, characters: int, documents: int) -> None:
    assert documents_per_file(profile_of("a" * characters) if characters < 10**7 else Wide(), files) == documents


class Wide(Profile):
    """The profile of a billion characters, none of which is there."""

    def __init__(self) -> None:
        super().__init__()
        self.statistics.characters = 10**9


@pytest.mark.parametrize("section", ["classification.nothing", "classification.fetch.corpus", "other"])
def test_a_section_that_is_not_there_is_refused(section: str, tmp_path: Path) -> None:
    shutil.copy(PARAMS, tmp_path / "params.yaml")
    with pytest.raises(InputError, match=rf"params\.yaml has no.* section {section}"):
        set_params(tmp_path / "params.yaml", {f"{section}.key": 1})
    assert (tmp_path / "params.yaml").read_bytes() == PARAMS.read_bytes()


def test_a_script_without_spaces_counts_where_most_letters_are_of_it() -> None:
    assert profile_of("日本語 and ab").unspaced is False
    assert profile_of("日本語日本語 and").unspaced is True
    assert profile_of("12 !").unspaced is False


def test_there_is_room_for_all_characters_and_as_many_pairs() -> None:
    characters = "".join(map(chr, range(0x4E00, 0x4E00 + 5000)))
    proposals = {one.name: one.value for one in propose_classifier(profile_of(characters), Profile(), TRAIN, 10)}
    assert proposals["tokenize.vocabulary_size"] == 2 * (5000 + 257)


@pytest.mark.parametrize(("test", "epochs"), [(False, 6), (True, 5)])
def test_a_test_set_of_its_own_leaves_more_to_train_on(
    test: bool, epochs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposal_classifier, "classifier_tokens_per_second", lambda *_: 1000.0)
    profile = profile_of(*(f"{number} " + "word " * 9 for number in range(100)))
    proposals = propose_classifier(profile, profile if test else Profile(), TRAIN, 0.5)
    # Each epoch reads 10 tokens of each document (of four in five without a test set) and 8 more, forth and back;
    # n-grams of characters make it 1.4 times as long.
    assert (
        {one.name: one.value for one in proposals}["train.epochs"] == epochs == int(30 / (1.4 * (3.6 if test else 3.2)))
    )


@pytest.mark.parametrize(
    ("names", "by_class"),
    [
        (["a/1", "b/1"], True),
        (["a/1", "a/2"], False),
        (["a/1", "2"], False),
        (["a/1", "b/c/1"], False),
        (["a/1", "b/1", "2", "3"], False),
    ],
)
def test_folders_are_classes_where_all_files_lie_in_several(names: list[str], by_class: bool, tmp_path: Path) -> None:
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("text")
    assert detect_layout(tmp_path, UTF8, None, None, None)["folder_is_label"] is by_class


def test_a_stray_file_beside_classes_is_named(tmp_path: Path) -> None:
    for name in ("a/1", "b/1", "README"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("text")
    with pytest.raises(InputError, match="README lies beside folders that may be classes: move it away"):
        detect_layout(tmp_path, UTF8, None, None, None)
    assert detect_layout(tmp_path, UTF8, None, None, labelled=False)["folder_is_label"] is False


def test_files_of_several_encodings_have_each_its_own(tmp_path: Path) -> None:
    texts = {"utf-8": "é à la carte", "cp1252": "un café très fermé", "utf-16": "日本", "ascii": "a bar"}
    for encoding, text in texts.items():
        (tmp_path / f"{encoding}.txt").write_text(text, encoding=encoding)
    files = sorted(tmp_path.iterdir())
    assert encoding_of(files) == DETECT
    assert [read_document(path, DETECT) for path in files] == [texts[path.stem] for path in files]


def test_files_of_ascii_alone_go_with_those_of_one_other_encoding(tmp_path: Path) -> None:
    western, plain, marked = (tmp_path / f"{name}.txt" for name in "abc")
    western.write_text("un café très fermé", encoding="cp1252")
    plain.write_text("a bar", encoding="ascii")
    marked.write_text("a bar", encoding="utf-16")
    assert encoding_of([western, plain]) == encoding_of([plain, western]) == "cp1252"
    assert encoding_of([plain]) == UTF8
    assert encoding_of([tmp_path / "x.parquet"]) == UTF8
    for others in ([marked, plain], [western, plain, marked]):
        assert encoding_of(others) == DETECT


@pytest.mark.parametrize(
    ("characters", "vocabulary", "epochs", "dropout"),
    [
        (299_999, 600, 20, 0.3),
        (300_000, 1024, 20, 0.3),
        (999_999, 1024, 12, 0.3),
        (1_000_000, 2048, 12, 0.3),
        (4_000_000, 2048, 3, 0.1),
        (40_000_000, 2048, 3, 0.1),
    ],
)
def test_more_text_is_read_less_often_with_more_tokens(
    characters: int, vocabulary: int, epochs: int, dropout: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposal_generator, "generator_tokens_per_second", lambda *_: 1e9)
    profile = profile_of("To be")
    profile.statistics.characters = characters
    profile.characters = set(map(chr, range(43)))  # Twice these and 257 more are 600.
    values = {one.name: one.value for one in propose_generator(profile, Profile(), 20, TRAIN_GENERATOR, 10)}
    assert values["tokenize.vocabulary_size"] == vocabulary
    assert values["train.epochs"] == epochs
    assert values["refit.continues"] == (epochs <= 3)
    assert values["train.dropout"] == dropout


@pytest.mark.parametrize(("documents", "folds"), [(3, 3), (4, 4), (10, 10), (38, 10)])
def test_a_tenth_of_the_documents_or_one_is_for_the_test(
    documents: int, folds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposal_generator, "generator_tokens_per_second", lambda *_: 1e9)
    values = {
        one.name: one.value for one in propose_generator(profile_of("To be"), Profile(), documents, TRAIN_GENERATOR, 10)
    }
    assert values["split.folds"] == folds


@pytest.mark.parametrize(
    ("text", "seconds"), [("to be " * 100, 2 * 600 / 2.6 / 1000), ("日本語" * 200, 2 * 600 / 1.3 / 1000)]
)
def test_time_goes_with_tokens(text: str, seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proposal_generator, "generator_tokens_per_second", lambda *_: 1000.0)
    epochs: list[float] = []

    def take(sizes: list[Size], seconds: Callable[[Size], float], *_: object) -> tuple[list[Proposal], int]:
        epochs.append(seconds(sizes[0]))
        return [], 3

    monkeypatch.setattr(proposal_generator, "propose_size", take)
    propose_generator(profile_of(text), Profile(), 20, TRAIN_GENERATOR, 10)
    assert epochs == [pytest.approx(seconds)]


@pytest.mark.parametrize(
    ("documents", "epochs", "min_count"), [(999, 16, 1), (1000, 16, 2), (2000, 16, 2), (2001, 6, 2)]
)
def test_many_documents_are_read_less_often(
    documents: int, epochs: int, min_count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposal_classifier, "classifier_tokens_per_second", lambda *_: 1e9)
    values = {
        one.name: one.value for one in propose_classifier(profile_of(*map(str, range(documents))), Profile(), TRAIN, 10)
    }
    assert (values["train.epochs"], values["tokenize.min_count"]) == (epochs, min_count)


@pytest.mark.parametrize(
    ("cores", "shards", "factor"), [(1, 8, 1.0), (2, 8, 1.6), (16, 4, 3.2), (4, 1, 1.0), (None, 2, 1.0)]
)
def test_throughput_is_that_of_steps_that_were_timed(
    cores: int | None, shards: int, factor: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    weight = torch.ones(1, requires_grad=True)

    def loss() -> torch.Tensor:  # Each takes a quarter of a second.
        nonlocal now
        now += 0.25
        return weight.sum()

    monkeypatch.setattr("textrnn.ingest.throughput.time.monotonic", lambda: now)
    monkeypatch.setattr("textrnn.ingest.throughput.psutil.cpu_count", lambda logical: cores)
    measured = throughput.tokens_per_second(torch.nn.Linear(1, 1), loss, shards, torch.zeros(16, 24))
    assert measured == pytest.approx(16 * 24 / 0.25 * factor)


@pytest.mark.parametrize(("texts", "adjustment"), [(1000, 0.0), (1001, 0.15)])
def test_logits_are_adjusted_where_a_class_is_tiny_beside_another(
    texts: int, adjustment: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposal_classifier, "classifier_tokens_per_second", lambda *_: 1e9)
    profile = profile_of(*(f"{number} large" for number in range(2 * texts)))  # Of two classes.
    for number in range(2):
        profile.add(Record(f"{number} small", "small", "source"))
    proposals = {one.name: one for one in propose_classifier(profile, Profile(), TRAIN, 10)}
    assert proposals["train.logit_adjustment"].value == adjustment
    assert proposals["train.logit_adjustment"].reason == f"classes have from 2 to {texts:,} different texts"
