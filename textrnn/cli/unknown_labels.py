"""Labels of `textrnn score` that the model does not know."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textrnn.cli.class_output import NAMED, WIDTH, largest_first, named
from textrnn.cli.reading_output import counted
from textrnn.errors import InputError
from textrnn.ingest.labelled_text import spelling
from textrnn.report.terminal import one_line

if TYPE_CHECKING:
    from textrnn.classification.label_pairs import LabelPairs

FIRST = 5  # Labels that a message names.


def look_alike(labels: Sequence[str], known: Sequence[str]) -> dict[str, str]:
    """For each label that looks like one of the model, but for case, spaces and the like: that one."""
    spellings = {spelling(label): label for label in known}
    return {label: spellings[spelling(label)] for label in labels if spelling(label) in spellings}


def refuse_unknown_alone(labels: Counter[str], known: Sequence[str], name: str, model: str) -> None:
    """Refuse texts of which no label is one of the model: every score would be 0, whatever it predicts.

    Raises:
        InputError: there is none.
    """
    if labels.keys() & set(known):
        return
    alike = look_alike(sorted(labels), known)
    hint = "".join(f"; {label!r} should be {other!r}, as the model writes it" for label, other in [*alike.items()][:1])
    theirs = [label for label, _ in largest_first(labels.items())]
    raise InputError(
        f"{model} knows no label of {name}: it has the classes {named(known, FIRST)}, and {name} has "
        f"{named(theirs, FIRST)}{hint or '; --label-column names another column, --model another model'}"
    )


def unknown_lines(pairs: "LabelPairs") -> Iterator[str]:
    """What is said of them: how many documents have them, which, and how good the model is on the others."""
    unknown = pairs.unknown
    if not unknown:
        return
    have = "1 document has" if unknown.total() == 1 else f"{unknown.total():,} documents have"
    labels = "a label" if len(unknown) == 1 else f"{len(unknown):,} labels"
    yield f"{have} {labels} that the model does not know, and can only be wrong:"
    alike = look_alike(list(unknown), pairs.known)
    for label, number in largest_first(unknown.items())[:NAMED]:
        hint = f"  (looks like {one_line(alike[label], WIDTH)!r}: write it so)" if label in alike else ""
        yield f"  {number:>7,}  {one_line(label, WIDTH)!r}{hint}"
    if len(unknown) > NAMED:
        yield f"  and {len(unknown) - NAMED:,} more labels, which --json lists"
    others = pairs.of_known_labels
    accuracy, macro_f1 = (f"{100 * others[name]:.2f} %" for name in ("accuracy", "macro_f1"))
    yield f"Without them: accuracy {accuracy}, macro-F1 {macro_f1}, in {counted(others['documents'], 'document')}."
