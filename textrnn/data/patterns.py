"""Regular expressions that cut texts into words: refused where the search for one would take too long.

The library's search backtracks, so some patterns take minutes for a page of text.
"""

import time
from functools import cache
from string import printable
from typing import Annotated

from pydantic import AfterValidator
from tokenizers import Regex, Tokenizer, models, pre_tokenizers

from textrnn.data.tokenizer import encode
from textrnn.errors import InputError

LONGEST = 1000  # Characters of a pattern.
SECONDS = 2.0  # That the search in all probes may take.
PROBE = 2000  # Characters of a probe.
TEXTS = ("a", "A", "é", "语", "1", " ", "\n", ".", "-", "the", "to be or not\n", "aA1_ -.,;:!?\"'()\t\n", "x=1;\n")
# Where a sign that the pattern needs is missing, the library does not even begin to search.
PROBES = [f"{(text * PROBE)[:PROBE]}\n{printable}" for text in TEXTS]


@cache
def checked_pattern(pattern: str) -> str:
    """The pattern itself, if it is one that is searched quickly; a ValueError otherwise."""
    if len(pattern) > LONGEST:
        raise ValueError(f"longer than {LONGEST:,} characters")
    try:
        expression = Regex(pattern)
    except Exception as error:  # tokenizers raises nothing more special
        raise ValueError(f"no regular expression: {error}") from error
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Split(expression, "isolated")
    refuse_slow(tokenizer)
    return pattern


def refuse_slow(tokenizer: Tokenizer) -> None:
    """Refuse a tokenizer that takes too long for a page of text.

    Raises:
        ValueError: it does.
    """
    deadline = time.monotonic() + SECONDS
    for probe in PROBES:
        try:
            encode(tokenizer, probe, deadline - time.monotonic())
        except InputError as error:
            raise ValueError(str(error)) from error
        except TimeoutError as error:
            limit = f"{SECONDS:g} s for {PROBE:,} characters like {probe[:12]!r}"
            raise ValueError(f"its search takes more than {limit}: choose a simpler one") from error


RegularExpression = Annotated[str, AfterValidator(checked_pattern)]
