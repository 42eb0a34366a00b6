"""What `textrnn use` prints of what it changes."""

from typing import Any

import click

from textrnn.cli.options import print_json
from textrnn.cli.profile_output import largest_first
from textrnn.ingest.plan import Plan, works_in_all
from textrnn.report.terminal import one_line

SHORT = 24  # Characters of a value.


def print_proposals(found: Plan) -> None:
    """Print what changes in params.yaml, and why."""
    rows = [
        (proposal.name, *(short(as_yaml(value)) for value in (found.before.get(proposal.name), proposal.value)))
        for proposal in found.changes()
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    click.echo(f"\nIn params.yaml, {found.task}:" if rows else "\nparams.yaml is as it should be already.")
    for proposal, (name, was, now) in zip(found.changes(), rows, strict=True):
        click.echo(f"  {name:{widths[0]}}  {was:>{widths[1]}} -> {now:{widths[2]}}  {proposal.reason}")


def short(text: str) -> str:
    """A value on one line, of a long one the beginning and the end."""
    line = one_line(text, 1000)
    return line if len(line) <= SHORT else f"{line[: SHORT // 2]}…{line[1 - SHORT // 2 :]}"


def as_yaml(value: Any) -> str:
    """A value about as the file has it."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def print_next(found: Plan, *, written: bool) -> None:
    """Print what to type next."""
    click.echo()
    if not written:
        click.echo("Nothing was written. The same without --dry-run writes it.")
        return
    goal = "publish@classification" if found.own.has_labels else "publish@generation adapt sample"
    spent = next(proposal.reason for proposal in found.proposals if proposal.name == "train.epochs")
    click.echo(f"Next: dvc repro {goal}     ({spent}; without these names the other task's stages run as well)")
    click.echo("git diff params.yaml shows what has changed, git restore params.yaml undoes it.")


def documents(found: Plan) -> dict[str, Any]:
    """How many documents there are, and of which classes."""
    survey = found.look.survey
    return {
        "documents": survey.documents,
        "classes": dict(largest_first(survey.labels.items())),
        "test_documents": found.test.survey.documents if found.test else 0,
        "repeated": survey.repeated,
        "without_text": found.blank,
    }


def print_values(found: Plan, *, written: bool) -> None:
    """Print everything as JSON."""
    survey = found.look.survey
    print_json(
        {
            "task": found.task,
            **(
                documents(found)
                if survey.labels
                else {"files": found.files, "works": works_in_all(found.look, found.own)}
            ),
            "characters": survey.characters,
            "test_seen_in_training": found.test_seen,
            "files_left_out": [str(path) for path in found.left_out],
            "scripts": {name: round(share, 4) for name, share in survey.script_shares().items()},
            "examples": [{"text": example.text[:1000], "label": example.label} for example in found.look.examples],
            "params": {f"{found.task}.{proposal.name}": proposal.value for proposal in found.proposals},
            "written": written,
        }
    )
