"""The models of the commands: the pipeline's, or those that --model names."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from textrnn import numerics
from textrnn.errors import InputError
from textrnn.report.terminal import printable

if TYPE_CHECKING:
    from textrnn.classifier import Classifier
    from textrnn.generator import Generator

CLASSIFIER = "data/models/classification"
GENERATOR = "data/models/generation"


def load_classifier(path: str, abstain: bool = False) -> "Classifier":
    """Load a classifier, which abstains where that is asked for, and only then.

    Raises:
        InputError: it is no such model, or damaged; or it has no threshold to abstain by.
    """
    from textrnn.classifier import Classifier

    numerics.configure_torch()
    warn_of_another_model(path, CLASSIFIER)
    classifier = Classifier.load(path)
    if abstain and classifier.threshold is None:
        raise InputError(
            f"{path} cannot abstain, as it has no threshold: classification.publish.min_accuracy in params.yaml was "
            "empty when it was published, or more than it reaches on validation; its card says which"
        )
    if not abstain:
        classifier.threshold = None
    return classifier


def load_generator(path: str) -> "Generator":
    """Load a generator.

    Raises:
        InputError: it is no such model, or damaged.
    """
    from textrnn.generator import Generator

    numerics.configure_torch()
    warn_of_another_model(path, GENERATOR)
    return Generator.load(path)


def warn_of_another_model(path: str, default: str) -> None:
    """Say on standard error where the pipeline's model is not of the text that params.yaml names now."""
    from textrnn.model.config import read_any_config
    from textrnn.params.section import PARAMS
    from textrnn.params.yaml_file import read_yaml

    if path != default or not PARAMS.exists():
        return
    task = default.rpartition("/")[2]
    try:
        named = read_yaml(PARAMS)[task]["publish"]["data"]
        trained_on = read_any_config(Path(path))["about"]["data"]
    except (InputError, KeyError, TypeError):  # Whoever loads the model says what is wrong with it.
        return
    if trained_on != named:
        note = f"textrnn: {path} is of {trained_on}; params.yaml names {named}: dvc repro trains on that"
        click.echo(printable(note), err=True)
