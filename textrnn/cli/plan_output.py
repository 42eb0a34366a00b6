"""What `textrnn use` prints of what it changes."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from textrnn.cli.class_output import largest_first
from textrnn.cli.options import print_json
from textrnn.cli.reading_output import reading_values
from textrnn.report.terminal import one_line

if TYPE_CHECKING:
    from textrnn.ingest.plan import Plan

SHORT = 24  # Characters of a value.


def print_proposals(plan: "Plan") -> None:
    """Print what changes in params.yaml, and why."""
    changes = plan.changes()
    if not changes:
        click.echo("\nparams.yaml is as it should be already.")
        return
    click.echo(f"\nIn params.yaml, {plan.task}:")
    rows = [(change.name, shortened(plan.current.get(change.name)), shortened(change.value)) for change in changes]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for change, (name, old, new) in zip(changes, rows, strict=True):
        click.echo(f"  {name:{widths[0]}}  {old:>{widths[1]}} -> {new:{widths[2]}}  {change.reason}")


def shortened(value: Any) -> str:
    """A value about as the file has it, on one line; of a long one the beginning and the end."""
    line = one_line(as_yaml(value), 1000)
    return line if len(line) <= SHORT else f"{line[: SHORT // 2]}…{line[1 - SHORT // 2 :]}"


def as_yaml(value: Any) -> str:
    """A value about as the file has it."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def print_next(plan: "Plan", *, written: bool) -> None:
    """Print what to type next."""
    click.echo()
    if not written:
        click.echo("Nothing was written. The same without --dry-run writes it.")
        return
    time = next(proposal.reason for proposal in plan.proposals if proposal.name == "train.epochs")
    click.echo(f"Next: dvc repro report@{plan.task}")
    click.echo(f"({time}; without the name, dvc repro runs the other task's stages, too)")
    click.echo(f"Then open reports/{plan.task}.html in a browser.")
    metrics = f"metrics/{plan.task}.json"
    if plan.is_another_corpus and Path(metrics).exists():
        click.echo(
            f"The last commit's {metrics} has scores on another test set: until you commit yours, dvc metrics diff "
            "compares two corpora, not two models."
        )
    click.echo("git diff params.yaml shows what has changed, git restore params.yaml undoes it.")


def print_values(plan: "Plan", *, written: bool) -> None:
    """Print everything as JSON."""
    statistics = plan.profile.statistics
    print_json(
        {
            "task": plan.task,
            **(labelled_values(plan) if plan.corpus.has_labels else {"files": plan.files, "documents": plan.documents}),
            "characters": statistics.characters,
            "test_seen_in_training": plan.test_seen,
            "files_left_out": [str(path) for path in plan.unread],
            **reading_values(plan),
            "scripts": {name: round(share, 4) for name, share in statistics.script_shares().items()},
            "repaired": sum(part.left_out.repaired for part in plan.parts),
            "signs_of_wrong_encodings": dict(plan.profile.signs.most_common()),
            "examples": [{"text": example.text[:1000], "label": example.label} for example in plan.profile.examples],
            "params": {f"{plan.task}.{proposal.name}": proposal.value for proposal in plan.proposals},
            "written": written,
        }
    )


def labelled_values(plan: "Plan") -> dict[str, Any]:
    """How many labelled documents there are, and of which classes."""
    statistics = plan.profile.statistics
    return {
        "documents": plan.documents,
        "classes": dict(largest_first(statistics.labels.items())),
        "test_documents": plan.test.statistics.documents,
        "validation_documents": plan.profile.valid_labels.total(),
        "repeated": statistics.repeated,
        "texts_with_conflicting_labels": plan.profile.contradictory,
        "without_text": plan.blank,
        "without_label": sum(places.count for places in plan.unlabelled),
        "of_rare_classes": dict(largest_first(plan.rare.items())),
    }
