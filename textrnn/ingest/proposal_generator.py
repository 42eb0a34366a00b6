"""Values that running text needs in params.yaml."""

import math

from textrnn.generation.training import TrainParams
from textrnn.ingest.profile import Profile
from textrnn.ingest.proposal import BYTE_PAIR_PATTERN, TRAININGS, Proposal, propose_size, vocabulary_size
from textrnn.ingest.records import TEST
from textrnn.ingest.throughput import generator_tokens_per_second

SIZES = [(192, 192), (128, 128), (96, 96), (64, 64)]
FEWEST_DOCUMENTS, MANY_DOCUMENTS = 10, 20
SHORTEST_DOCUMENT = 2000  # Characters, where there are enough.
LARGEST_VOCABULARY = 2048
UNSPACED_TOKEN, SHORT_TOKEN, LONG_TOKEN = 1.3, 2.6, 3.1  # Characters per token, about: the last with many pairs.
CHARACTERS_IN_ALL = 12_000_000  # Of all epochs together.
FEWEST_EPOCHS, MOST_EPOCHS = 3, 20  # Where time allows.


def propose_generator(
    profile: Profile, test: Profile, documents: int, train: TrainParams, minutes: float
) -> list[Proposal]:
    """How running text is split and cut into tokens, and a size that trains in so many minutes here."""
    characters, has_test = profile.statistics.characters, test.statistics.records > 0
    vocabulary = vocabulary_size(profile, LARGEST_VOCABULARY)
    tokens = characters / characters_per_token(profile, vocabulary)
    size, epochs = propose_size(
        SIZES,
        lambda size: TRAININGS * tokens / generator_tokens_per_second(size, vocabulary, train),
        (1, min(MOST_EPOCHS, max(FEWEST_EPOCHS, round(CHARACTERS_IN_ALL / max(characters, 1))))),
        minutes,
    )
    return [
        Proposal("split.test", f"{TEST}/*" if has_test else None, "the test set given" if has_test else "drawn"),
        Proposal("split.folds", min(10, max(documents, 3)), f"there are {documents} documents"),
        Proposal("tokenize.kind", "bpe", "byte pairs"),
        Proposal("tokenize.pattern", BYTE_PAIR_PATTERN, "they never cross words"),
        Proposal("tokenize.vocabulary_size", vocabulary, f"for {characters:,} characters"),
        *size,
        Proposal(
            "train.dropout",
            0.3 if epochs > FEWEST_EPOCHS else 0.1,
            "all is read once" if epochs == 1 else f"all is read {epochs} times",
        ),
        Proposal(
            "refit.continues",
            epochs <= FEWEST_EPOCHS,
            "so little was read often" if epochs > FEWEST_EPOCHS else "from the weights of the first training",
        ),
        Proposal("sample.prompts", [""], "none: git keeps prompts, and your text stays out of it"),
    ]


def characters_per_token(profile: Profile, vocabulary: int) -> float:
    """About how many characters a token has."""
    if profile.unspaced:
        return UNSPACED_TOKEN
    return SHORT_TOKEN if vocabulary < LARGEST_VOCABULARY else LONG_TOKEN


def documents_per_file(profile: Profile, files: int) -> int:
    """Into how many documents each file is cut, so that whole documents can be kept for the test."""
    if files >= FEWEST_DOCUMENTS:
        return 1
    most = profile.statistics.characters // SHORTEST_DOCUMENT // files
    return max(math.ceil(3 / files), min(math.ceil(MANY_DOCUMENTS / files), most))
