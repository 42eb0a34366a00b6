"""What running text asks for in params.yaml."""

import math

from textrnn.generation.training import TrainParams
from textrnn.ingest.profile import Profile
from textrnn.ingest.proposal import BYTE_PAIR_PATTERN, TRAININGS, Proposal, propose_size, vocabulary_size
from textrnn.ingest.records import TEST
from textrnn.ingest.throughput import generator_tokens_per_second

SIZES = [(192, 192), (128, 128), (96, 96), (64, 64)]
FEWEST_WORKS, MANY_WORKS = 10, 20
LEAST_WORK = 2000  # Characters of a work, where there are enough.
LARGEST_VOCABULARY = 2048
UNSPACED_TOKEN, SHORT_TOKEN, LONG_TOKEN = 1.3, 2.6, 3.1  # Characters of a token, about: the last with many pairs.
READ_IN_ALL = 12_000_000  # Characters, in all epochs together.
FEWEST_EPOCHS, MOST_EPOCHS = 3, 20  # Where time allows.
PROMPT = 40  # Characters, at most.


def propose_generator(
    look: Profile, test: Profile | None, works: int, train: TrainParams, minutes: float
) -> list[Proposal]:
    """How running text is split and cut into tokens, and a size that trains in so many minutes here."""
    characters = look.survey.characters
    vocabulary = vocabulary_size(look, LARGEST_VOCABULARY)
    tokens = characters / characters_of_a_token(look, vocabulary)
    size, epochs = propose_size(
        SIZES,
        lambda size: TRAININGS * tokens / generator_tokens_per_second(size, vocabulary, train),
        (1, min(MOST_EPOCHS, max(FEWEST_EPOCHS, round(READ_IN_ALL / max(characters, 1))))),
        minutes,
    )
    return [
        Proposal("split.test", f"{TEST}/*" if test else None, "the test set given" if test else "drawn"),
        Proposal("split.folds", min(10, max(works, 3)), f"there are {works} works"),
        Proposal("tokenize.kind", "bpe", "byte pairs"),
        Proposal("tokenize.pattern", BYTE_PAIR_PATTERN, "they never cross words"),
        Proposal("tokenize.vocabulary_size", vocabulary, f"for {characters:,} characters"),
        *size,
        Proposal(
            "train.dropout",
            0.3 if epochs > FEWEST_EPOCHS else 0.1,
            "all is read once" if epochs == 1 else f"all is read {epochs} times",
        ),
        Proposal("sample.prompts", ["", beginning(look)], "nothing, and how your text begins"),
    ]


def characters_of_a_token(look: Profile, vocabulary: int) -> float:
    """About how many characters a token has."""
    if look.unspaced:
        return UNSPACED_TOKEN
    return SHORT_TOKEN if vocabulary < LARGEST_VOCABULARY else LONG_TOKEN


def beginning(look: Profile) -> str:
    """The first words of the text."""
    line = next((line.strip() for line in look.examples[0].text.splitlines() if line.strip()), "")
    return line if len(line) <= PROMPT else line[:PROMPT].rpartition(" ")[0] or line[:PROMPT]


def number_of_works(look: Profile, files: int) -> int:
    """Into how many works each file is cut, so that whole works can be kept for the test."""
    if files >= FEWEST_WORKS:
        return 1
    return max(math.ceil(3 / files), min(math.ceil(MANY_WORKS / files), look.survey.characters // LEAST_WORK // files))
