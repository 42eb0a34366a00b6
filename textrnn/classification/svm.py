"""The linear SVM beside a network: TF-IDF of n-grams, of which it makes a score for each class."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from textrnn.classification.ngrams import character_ngrams, word_ngrams

Floats = NDArray[np.float32]
LONGEST_NGRAM = 10_000  # Characters.
REMEMBERED, SHORT = 20_000, 30  # So many words of so few characters are not looked up again.


@dataclass(frozen=True)
class Features:
    """The n-grams of one kind that are kept: their inverse document frequencies, their weights for each class."""

    vocabulary: dict[str, int]
    idf: Floats  # (n-grams,)
    weights: Floats  # (n-grams, classes)

    def scores(self, counts: Counter[int]) -> Floats:
        """What the n-grams of a text, by their numbers, add to the score of each class (classes,).

        Logarithmic TF-IDF, L2-normed over the n-grams that are kept. They are added in their order in the text, so
        that the sum has the same bits everywhere.
        """
        if not counts:
            return np.zeros(self.weights.shape[1], np.float32)
        numbers = np.fromiter(counts.keys(), np.int64, len(counts))
        values = (1 + np.log(np.fromiter(counts.values(), np.float64, len(counts)))) * self.idf[numbers]
        values /= np.sqrt(np.square(values).sum())
        sums: Floats = (values.astype(np.float32)[:, None] * self.weights[numbers]).sum(axis=0)
        return sums


@dataclass(frozen=True)
class LinearSvm:
    """One-vs-rest linear SVMs of words, of characters inside words, or of both, as scikit-learn fitted them.

    Their margins are on the scale of a network's logits, whose loss is the same squared hinge: a weighted sum of both
    makes one model.
    """

    pattern: re.Pattern[str]  # of a word
    longest_word_ngram: int
    longest_character_ngram: int
    words: Features | None
    characters: Features | None
    intercept: Floats  # (classes,)

    def scores(self, texts: Sequence[str]) -> Tensor:
        """Margins (texts, classes)."""
        rows = [sum((read(text.lower()) for read in self.readers), self.intercept) for text in texts]
        return torch.from_numpy(np.array(rows, np.float32).reshape(len(texts), len(self.intercept)))

    @cached_property
    def readers(self) -> list[Callable[[str], Floats]]:
        """For each kind of n-grams, what it makes of a text in lower case."""
        words = [self.word_reader(self.words)] if self.words is not None else []
        characters = [self.character_reader(self.characters)] if self.characters is not None else []
        return words + characters

    def word_reader(self, features: Features) -> Callable[[str], Floats]:
        """What words and sequences of them add to the scores."""
        find = features.vocabulary.get

        def read(text: str) -> Floats:
            numbers = map(find, word_ngrams(self.pattern.findall(text), self.longest_word_ngram))
            return features.scores(Counter(number for number in numbers if number is not None))

        return read

    def character_reader(self, features: Features) -> Callable[[str], Floats]:
        """What n-grams inside words add to the scores."""
        find = features.vocabulary.get

        def look_up(word: str) -> list[int]:
            numbers = map(find, character_ngrams(word, self.longest_character_ngram))
            return [number for number in numbers if number is not None]

        remembered = lru_cache(REMEMBERED)(look_up)

        def read(text: str) -> Floats:
            counts: Counter[int] = Counter()
            for word in text.split():
                counts.update(remembered(word) if len(word) <= SHORT else look_up(word))
            return features.scores(counts)

        return read

    def scaled(self, factor: float) -> Self:
        """The same with all scores times a factor."""

        def scale(features: Features | None) -> Features | None:
            return features and replace(features, weights=features.weights * np.float32(factor))

        return replace(
            self,
            words=scale(self.words),
            characters=scale(self.characters),
            intercept=self.intercept * np.float32(factor),
        )

    @property
    def kinds(self) -> dict[str, Features]:
        """The features that it has, by their names on disk."""
        kinds = {"words": self.words, "characters": self.characters}
        return {name: features for name, features in kinds.items() if features is not None}

    def reading(self) -> dict[str, Any]:
        """How it reads a text, and the n-grams that it knows, in their order: JSON."""
        return {
            "pattern": self.pattern.pattern,
            "longest_word_ngram": self.longest_word_ngram,
            "longest_character_ngram": self.longest_character_ngram,
        } | {name: list(features.vocabulary) for name, features in self.kinds.items()}

    def tensors(self) -> dict[str, NDArray[Any]]:
        """What it has learned."""
        tensors = {"intercept": self.intercept}
        for name, features in self.kinds.items():
            tensors |= {f"{name}.idf": features.idf, f"{name}.weights": features.weights}
        return tensors
