"""Which words moved a classifier's decision: each is hidden once, and what that costs is its weight.

Occlusion (Zeiler 2014, arXiv:1311.2901; of words, Li 2016, arXiv:1612.08220). A word is hidden as in training with
`word_dropout`: its tokens are read as token 0.
"""

from dataclasses import dataclass
from itertools import accumulate, chain, groupby, islice, pairwise

from torch import Tensor

from textrnn.classifier import BATCH, Classifier, Prediction
from textrnn.data.scripts import UNSPACED, script
from textrnn.errors import InputError


@dataclass(frozen=True)
class Word:
    """A part of the text; what its label's log-odds lose without it, in nats; None where it was not read."""

    text: str
    weight: float | None


@dataclass(frozen=True)
class Explanation:
    """What a classifier says of a text, and the parts of the text, which join to it again."""

    prediction: Prediction
    label: str  # what the weights are of
    words: list[Word]

    @property
    def largest(self) -> float:
        """The largest weight, whatever its sign."""
        return max((abs(word.weight) for word in self.words if word.weight is not None), default=0.0)

    def strongest(self, count: int) -> list[Word]:
        """The words that speak most for the label; with a count below zero, those most against it."""
        sign = 1 if count > 0 else -1
        weighed = [(sign * word.weight, word) for word in self.words if word.weight is not None]
        found = sorted((item for item in weighed if item[0] > 0), key=lambda item: -item[0])
        return [word for _, word in found[: abs(count)]]


def explain(classifier: Classifier, text: str, label: str | None = None) -> Explanation:
    """What each word contributes to a label: to the one that the text gets, or to another.

    Raises:
        InputError: there is no such label.
    """
    (prediction,) = classifier.predict([text])
    label = prediction.label if label is None else label
    if label not in classifier.labels:
        raise InputError(f"there is no label {label!r}; there are: {', '.join(classifier.labels)}")
    found = classifier.tokenizer.encode(text, add_special_tokens=False)
    ids = found.ids[: classifier.reading.max_length]
    words = words_of(text, found.offsets[: len(ids)])
    hidden = ([*ids[:start], *[0] * (end - start), *ids[end:]] for _, (start, end) in words)
    documents = chain([ids], hidden)
    scores: list[float] = []
    while some := list(islice(documents, BATCH)):  # A long text has many words.
        scores += log_odds(classifier.log_probabilities(some), classifier.labels.index(label)).tolist()
    weights = [scores[0] - score for score in scores[1:]]
    return Explanation(prediction, label, parts(text, [span for span, _ in words], weights))


def log_odds(log_probabilities: Tensor, label: int) -> Tensor:
    """How much likelier a label is than all others together (documents,): unlike its probability, without an end."""
    others = [number for number in range(log_probabilities.shape[1]) if number != label]
    return log_probabilities[:, label] - log_probabilities[:, others].logsumexp(dim=1)


Span = tuple[int, int]


def words_of(text: str, offsets: list[Span]) -> list[tuple[Span, Span]]:
    """Words: their characters, and their tokens. Tokens that touch are one word, where words have spaces."""
    starts = [True, *(not goes_on(text, before, start) for (_, before), (start, _) in pairwise(offsets))]
    numbers = list(accumulate(starts))
    found = []
    for _, group in groupby(range(len(offsets)), key=numbers.__getitem__):
        tokens = list(group)
        span = trimmed(text, min(offsets[t][0] for t in tokens), max(offsets[t][1] for t in tokens))
        if span[0] < span[1]:
            found.append((span, (tokens[0], tokens[-1] + 1)))
    return found


def goes_on(text: str, before: int, start: int) -> bool:
    """Whether a token that begins at `start` belongs to the word of the one that ends at `before`."""
    if start < before:  # Both are bytes of one character.
        return True
    touching = text[before - 1 : before + 1] if start == before else " "
    return not any(character.isspace() or script(character) in UNSPACED for character in touching)


def trimmed(text: str, start: int, end: int) -> Span:
    """A span without white space around it."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def parts(text: str, spans: list[Span], weights: list[float]) -> list[Word]:
    """All of the text: words with their weights, and what lies between them."""
    found, at = [], 0
    for (start, end), weight in zip(spans, weights, strict=True):
        if at < start:
            found.append(Word(text[at:start], None))
        found.append(Word(text[max(at, start) : end], weight))
        at = max(at, end)
    return [*found, Word(text[at:], None)] if at < len(text) else found
