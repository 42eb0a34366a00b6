"""Loads the SVM of a classifier, checked: anyone may have made it."""

import re
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray
from pydantic import AfterValidator, Field, ValidationError

from textrnn.classification.linear_models import one_group
from textrnn.classification.svm import LONGEST_NGRAM, Features, LinearSvm
from textrnn.errors import reading
from textrnn.model.layout import SVM, SVM_WEIGHTS
from textrnn.model.loading import first_problem
from textrnn.model.reading import REMEDY, read_file
from textrnn.params.section import Section

Ngrams = Annotated[list[Annotated[str, Field(max_length=LONGEST_NGRAM)]], Field(max_length=10_000_000)]


class Reading(Section):
    """What svm.json holds."""

    pattern: Annotated[re.Pattern[str], AfterValidator(one_group)]
    longest_word_ngram: int = Field(gt=0, le=10)
    longest_character_ngram: int = Field(gt=0, le=10)
    words: Ngrams | None = None
    characters: Ngrams | None = None


def read_svm(model: Path, classes: int) -> LinearSvm:
    """The SVM of a model, from its folder or file.

    Raises:
        InputError: it is not there, damaged, or of another number of classes.
    """
    with reading(model / SVM, REMEDY):
        how = checked_reading(read_file(model, SVM))
    with reading(model / SVM_WEIGHTS, REMEDY):
        tensors = safetensors.numpy.load(read_file(model, SVM_WEIGHTS))
        intercept = checked(tensors, "intercept", (classes,))
        words, characters = (features(tensors, kind, getattr(how, kind), classes) for kind in ("words", "characters"))
    return LinearSvm(how.pattern, how.longest_word_ngram, how.longest_character_ngram, words, characters, intercept)


def checked_reading(content: bytes) -> Reading:
    """What svm.json says.

    Raises:
        ValueError: it is no JSON, lacks a part, or has one out of its bounds.
    """
    try:
        return Reading.model_validate_json(content)
    except ValidationError as error:
        raise ValueError(first_problem(error)) from error


def features(tensors: dict[str, Any], kind: str, ngrams: list[str] | None, classes: int) -> Features | None:
    """The features of one kind, if there are n-grams of it."""
    if ngrams is None:
        return None
    vocabulary = {ngram: number for number, ngram in enumerate(ngrams)}
    if len(vocabulary) < len(ngrams):
        raise ValueError(f"two of the {kind} are the same")
    idf = checked(tensors, f"{kind}.idf", (len(ngrams),))
    return Features(vocabulary, idf, checked(tensors, f"{kind}.weights", (len(ngrams), classes)))


def checked(tensors: dict[str, Any], name: str, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """A tensor of this name and shape.

    Raises:
        ValueError: it is not there, or of another shape or type, or has values that are NaN or infinite.
    """
    values = tensors[name]
    if values.shape != shape or values.dtype != np.float32:
        raise ValueError(f"{name} is {values.dtype} {values.shape}, not float32 {shape}")
    if not np.isfinite(values).all():
        raise ValueError(f"{name} has values that are NaN or infinite")
    found: NDArray[np.float32] = values
    return found
