"""What `textrnn use` prints of how files were read: what could not be, what links bring, which encoding is unclear."""

from typing import TYPE_CHECKING, Any

from textrnn.report.terminal import one_line

if TYPE_CHECKING:
    from textrnn.ingest.plan import Plan

WIDTH = 90  # Characters of a line.


def reading_facts(plan: "Plan") -> dict[str, str]:
    """What to know of how the files were read, where there is something to know."""
    return unreadable(plan) | replaced(plan) | linked(plan) | in_doubt(plan)


def unreadable(plan: "Plan") -> dict[str, str]:
    """Files that are left out."""
    files = plan.unreadable
    return {"unreadable": f"{counted(files.count, 'file')} left out: {files}"} if files.count else {}


def replaced(plan: "Plan") -> dict[str, str]:
    """Places that could not be decoded."""
    places, records = plan.replaced
    if plan.corpus.errors == "strict" or not places:
        return {}
    where = counted(records, "document" if plan.corpus.has_labels else "piece")
    return {"replaced": f"{counted(places, 'place')} in {where} could not be decoded: U+FFFD stands there"}


def linked(plan: "Plan") -> dict[str, str]:
    """Files that lie elsewhere."""
    if not plan.linked:
        return {}
    link, target = plan.linked[0]
    come = "comes by a link" if len(plan.linked) == 1 else "come by links"
    return {"links": f"{counted(len(plan.linked), 'file')} {come} from outside of the folder, {link} from {target}"}


def in_doubt(plan: "Plan") -> dict[str, str]:
    """A line in the two encodings that it may have."""
    if plan.doubt is None:
        return {}
    more = f", as of {plan.doubt.files - 1:,} more" if plan.doubt.files > 1 else ""
    names = " or ".join(plan.doubt.texts)
    where = f"{plan.doubt.path}, line {plan.doubt.line}"
    question = f"{where} may be {names}{more}: --encoding says which it is. In each it reads:"
    return {"in doubt": question} | {name: one_line(text, WIDTH) for name, text in plan.doubt.texts.items()}


def counted(count: int, name: str) -> str:
    """How many there are of something."""
    return f"{count:,} {name}{'' if count == 1 else 's'}"


def reading_values(plan: "Plan") -> dict[str, Any]:
    """The same as JSON has it."""
    doubt = plan.doubt
    places, records = plan.replaced if plan.corpus.errors == "replace" else (0, 0)
    return {
        "mail": plan.corpus.mail,
        "files_unreadable": plan.unreadable.count,
        "replaced": {"places": places, "records": records},
        "files_linked": len(plan.linked),
        "encoding_in_doubt": doubt and {"file": str(doubt.path), "line": doubt.line, "texts": doubt.texts},
    }
