"""The n-grams of a text as scikit-learn's TfidfVectorizer counts them, without the second that importing it takes."""

from collections.abc import Iterator


def word_ngrams(words: list[str], longest: int) -> Iterator[str]:
    """Sequences of 1 to so many words, joined by spaces."""
    for length in range(1, min(longest, len(words)) + 1):
        yield from (" ".join(words[start : start + length]) for start in range(len(words) - length + 1))


def character_ngrams(word: str, longest: int) -> Iterator[str]:
    """Sequences of 1 to so many characters of a word between two spaces, as the analyzer `char_wb` has them."""
    spaced = f" {word} "
    for length in range(1, min(longest, len(spaced)) + 1):
        yield from (spaced[start : start + length] for start in range(len(spaced) - length + 1))
