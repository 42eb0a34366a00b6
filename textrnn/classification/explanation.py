"""Which words moved a classifier's decision: a word's weight is what the label loses when the word is hidden.

Occlusion (Zeiler 2014, arXiv:1311.2901; of words, Li 2016, arXiv:1612.08220). A word is hidden as in training with
`word_dropout`: its tokens are read as token 0.
"""

from collections import Counter
from dataclasses import dataclass, replace
from itertools import chain, islice

from torch import Tensor

from textrnn.classification.words import Span, word_spans
from textrnn.classifier import BATCH, Classifier, Ids, Prediction
from textrnn.errors import InputError


@dataclass(frozen=True)
class Word:
    """A part of the text: a word, a sign, or what stands between them."""

    text: str
    weight: float | None  # What the label's log-odds lose without it, in nats; None for what was not hidden.
    occurrence: int = 0  # 1 for the first of several that are the same, 2 for the second; 0 for the only one.

    @property
    def name(self) -> str:
        """The word, or the sign in quotes; of several that are the same, which one it is."""
        text = self.text if any(map(str.isalnum, self.text)) else f'"{self.text}"'
        return f"{text} ({ordinal(self.occurrence)})" if self.occurrence else text


@dataclass(frozen=True)
class Explanation:
    """A prediction for a text, and how much each word of it counts."""

    prediction: Prediction
    label: str  # which the weights speak for or against
    words: list[Word]  # joined, they are the text

    @property
    def largest(self) -> float:
        """The largest weight, whatever its sign."""
        return max((abs(word.weight) for word in self.words if word.weight is not None), default=0.0)

    def strongest(self, count: int) -> list[Word]:
        """The words that speak most for the label; with a count below zero, those most against it."""
        sign = 1 if count > 0 else -1
        weighted = [(sign * word.weight, word) for word in self.words if word.weight is not None]
        speaking = sorted((item for item in weighted if item[0] > 0), key=lambda item: -item[0])
        return [word for _, word in speaking[: abs(count)]]


def explain(classifier: Classifier, text: str, label: str | None = None, most_words: int | None = None) -> Explanation:
    """What each word, or each of the first so many, contributes to a label: to the predicted one, or to another.

    Raises:
        InputError: there is no such label.
    """
    (prediction,) = classifier.predict([text])
    label = prediction.label if label is None else label
    if label not in classifier.labels:
        raise InputError(f"there is no label {label!r}; there are: {', '.join(classifier.labels)}")
    encoding = classifier.tokenizer.encode(text, add_special_tokens=False)
    ids = encoding.ids[: classifier.truncation.max_length]
    spans = word_spans(text, encoding.offsets[: len(ids)])[:most_words]
    weights = occlusion_weights(classifier, ids, text, spans, classifier.labels.index(label))
    words = with_gaps(text, [characters for characters, _ in spans], weights)
    return Explanation(prediction, label, numbered(words))


def occlusion_weights(
    classifier: Classifier, ids: Ids, text: str, words: list[tuple[Span, Span]], label: int
) -> list[float]:
    """What the log-odds of a label lose, in nats, when a word is hidden: for each word.

    A word is given as the characters and the tokens that it has. An SVM beside the network reads the text without it.
    """
    hidden = (
        ([*ids[:start], *[0] * (end - start), *ids[end:]], f"{text[:first]} {text[last:]}")
        for (first, last), (start, end) in words
    )
    documents = chain([(ids, text)], hidden)
    scores: list[float] = []
    while batch := list(islice(documents, BATCH)):  # A long text has many words.
        tokens, texts = zip(*batch, strict=True)
        scores += log_odds(classifier.log_probabilities(tokens, texts), label).tolist()
    return [scores[0] - score for score in scores[1:]]


def log_odds(log_probabilities: Tensor, label: int) -> Tensor:
    """How much likelier a label is than all others together, in nats (documents,): unlike a probability, unbounded."""
    others = [number for number in range(log_probabilities.shape[1]) if number != label]
    return log_probabilities[:, label] - log_probabilities[:, others].logsumexp(dim=1)


def with_gaps(text: str, spans: list[Span], weights: list[float]) -> list[Word]:
    """All of the text: words with their weights, and without one what stands between them."""
    words, at = [], 0
    for (start, end), weight in zip(spans, weights, strict=True):
        if at < start:
            words.append(Word(text[at:start], None))
        words.append(Word(text[max(at, start) : end], weight))
        at = max(at, end)
    return [*words, Word(text[at:], None)] if at < len(text) else words


def numbered(words: list[Word]) -> list[Word]:
    """The same, those that are weighed and are there several times with their numbers."""
    weighed = [word.text for word in words if word.weight is not None]
    counts, seen = Counter(weighed), Counter[str]()
    result = []
    for word in words:
        if word.weight is not None and counts[word.text] > 1:
            seen[word.text] += 1
            result.append(replace(word, occurrence=seen[word.text]))
        else:
            result.append(word)
    return result


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"
