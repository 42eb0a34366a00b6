"""Values that labelled documents need in params.yaml."""

import math

import numpy as np
from numpy.typing import NDArray

from textrnn.classification.training import TrainParams
from textrnn.ingest.profile import Profile
from textrnn.ingest.proposal import BYTE_PAIR_PATTERN, TRAININGS, Proposal, propose_size, vocabulary_size
from textrnn.ingest.throughput import classifier_tokens_per_second

WORD_OR_SIGN = r"[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*|[^\s\p{L}\p{M}\p{N}]"  # words, and signs one by one
# For scikit-learn, whose regular expressions know no classes such as \p{L}: runs of what is no space or punctuation.
BASELINE_WORD = r"[^\s!-/:-@\[-`{-~\u00a1-\u00bf\u060c\u061b\u061f\u0964\u0965\u2010-\u205e\u3000-\u303f]+"
SIZES = [(192, 128), (128, 96), (96, 64), (64, 32)]
TEST_SHARE = 0.2  # Of the documents, where no test set is given.
VALID_SHARE = 0.1  # Of the others, where no validation set is given.
UNTRUNCATED = 0.95  # Share of the documents.
LARGEST_VOCABULARY = 8192  # Of byte pairs.
SHORTEST, LONGEST = 16, 1000  # Tokens of a document that are read at most: more cost more than they are worth.
MULTIPLE = 8
OVERHEAD = 8  # Each document costs the time of so many tokens more than it has.
NGRAM_VECTORS, NGRAM_COST = 131_072, 1.4  # Of words; what a step then costs beside one without.
LOGIT_ADJUSTMENT, SKEW = 0.15, 500  # Where the largest class has so many times as many texts as the smallest.
FEW, MANY = 1000, 2000  # Documents: of few, words are kept that occur once; of many, fewer epochs do.
MOST_SVM_WORK = 10**9  # Classes times characters: about two minutes for each value of C.
FEWEST_EPOCHS, EPOCHS_OF_MANY, EPOCHS_OF_OTHERS = 4, 8, 16
EPOCHS_OF_NGRAMS = 6  # Which learn faster, and more by heart.


def propose_classifier(profile: Profile, test: Profile, train: TrainParams, minutes: float) -> list[Proposal]:
    """How documents are split, cut into tokens and truncated, and a size that trains in so many minutes here."""
    lengths = profile.tokens()
    most = profile.tokens_quantile(UNTRUNCATED)
    max_length = min(max(math.ceil(most / MULTIPLE) * MULTIPLE, SHORTEST), LONGEST)
    share = 1 if test.statistics.records else 1 - TEST_SHARE
    read = int(np.minimum(lengths, max_length).sum() * share) + OVERHEAD * len(lengths)
    epochs_of_many, cost = (EPOCHS_OF_MANY, 1.0) if profile.unspaced else (EPOCHS_OF_NGRAMS, NGRAM_COST)
    epochs = epochs_of_many if len(lengths) > MANY else EPOCHS_OF_OTHERS
    size, _ = propose_size(
        SIZES,
        lambda size: cost * TRAININGS * read / classifier_tokens_per_second(size, max_length, train),
        (FEWEST_EPOCHS, epochs),
        minutes,
    )
    return [
        *propose_splits(profile, test),
        *propose_tokens(profile),
        propose_regularization(profile),
        Proposal("train.select_by", "macro_f1", "small classes count, and are learned last"),
        propose_adjustment(profile),
        Proposal("pad.max_length", max_length, truncation_reason(lengths, max_length)),
        *size,
    ]


def propose_regularization(profile: Profile) -> Proposal:
    """What the baselines try: an SVM is fitted for each class, so of many classes or long texts one value."""
    classes, characters = len(profile.numbers), int(profile.statistics.characters)
    if classes * characters > MOST_SVM_WORK:
        return Proposal("baseline.svm_c", [1.0], f"{classes:,} classes and {characters:,} characters take long")
    return Proposal("baseline.svm_c", [0.3, 1.0, 3.0], "the best on validation is taken")


def propose_adjustment(profile: Profile) -> Proposal:
    """Whether logits are adjusted for small classes, which a network otherwise hardly ever chooses beside huge ones."""
    smallest, largest = int(profile.different.min()), int(profile.different.max())
    return Proposal(
        "train.logit_adjustment",
        LOGIT_ADJUSTMENT if largest > SKEW * smallest else 0.0,
        f"classes have from {smallest:,} to {largest:,} different texts",
    )


def propose_splits(profile: Profile, test: Profile) -> list[Proposal]:
    """Documents that are given for the test and for validation, or the share that is drawn."""
    has_test, has_valid = test.statistics.records > 0, profile.valid_labels.total() > 0
    return [
        Proposal("split.test", "*-test", "the test set given")
        if has_test
        else Proposal("split.test", TEST_SHARE, "a fifth is for the test"),
        Proposal("split.valid", "*-valid", "the validation set given")
        if has_valid
        else Proposal("split.valid", VALID_SHARE, "a tenth of the others is for validation"),
    ]


def truncation_reason(lengths: NDArray[np.int64], max_length: int) -> str:
    """How many documents are read whole, and how much of all text is not read."""
    whole = f"{(lengths <= max_length).mean():.1%} of the documents have no more tokens"
    unread = (lengths - max_length).clip(min=0).sum() / max(lengths.sum(), 1)
    return f"{whole}; {unread:.2%} of all text is not read" if unread else whole


def propose_tokens(profile: Profile) -> list[Proposal]:
    """Words for scripts with spaces, byte pairs for those without."""
    few = profile.statistics.documents < FEW
    if profile.unspaced:
        names = ("tokenize.kind", "tokenize.pattern", "tokenize.unknown", "tokenize.vocabulary_size")
        values = ("bpe", BYTE_PAIR_PATTERN, "spell", vocabulary_size(profile, LARGEST_VOCABULARY))
        baseline = [
            Proposal("baseline.pattern", r"\S", "characters"),
            Proposal("baseline.longest_word_ngram", 3, "of them"),
            Proposal("train.character_ngram_vectors", 0, "tokens are short"),
        ]
        return [*(Proposal(*pair, "no spaces between words") for pair in zip(names, values, strict=True)), *baseline]
    return [
        Proposal("tokenize.kind", "word", "spaces between words"),
        Proposal("tokenize.pattern", WORD_OR_SIGN, "words and signs"),
        Proposal("tokenize.unknown", "unk", "rare words are one token"),
        Proposal("tokenize.vocabulary_size", 30_000, "the most frequent words"),
        Proposal("tokenize.min_count", 1 if few else 2, "few documents" if few else "rarer words are unknown"),
        Proposal("train.character_ngram_vectors", NGRAM_VECTORS, "words that look alike are alike"),
        Proposal("baseline.pattern", BASELINE_WORD, "words"),
        Proposal("baseline.longest_word_ngram", 2, "words and pairs of them"),
    ]
