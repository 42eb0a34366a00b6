"""Report: scores, samples, passages, pictures and origin of the generator -> one page."""

from pathlib import Path
from typing import Any

from stages.command_line import run
from textrnn.data.records import SPLITS
from textrnn.errors import reading
from textrnn.files import read_json, read_rows
from textrnn.generation.copy_part import copy_part
from textrnn.generation.passage_part import passage_part
from textrnn.generation.score_part import headline, score_part
from textrnn.params.section import read_section
from textrnn.report.inline_chart import Chart, chart
from textrnn.report.report_page import Part, write_page
from textrnn.report.report_parts import Report, Sources, parts_of_both_tasks
from textrnn.report.tables import make_table

PARTS = [
    Part("scores", "Scores"),
    Part("copying", "Is it copying?"),
    Part("passages", "What is hard, what is easy"),
    Part("positions", "Loss by position"),
    Part("training", "Training"),
    Part("data", "Data"),
    Part("limits", "Limits"),
    Part("origin", "Where this comes from"),
]


class Params(Report):
    """Section `<task>.report`."""


def position_chart(positions: Path, pictures: Path) -> Chart:
    """What a window costs whose first state is zero, position by position."""
    rows = read_rows(positions)
    with reading(positions):
        cells = [(row["position"], f"{float(row['loss']):.3f}") for row in rows]
    table = make_table("Loss by position, on test", ("tokens read so far", "loss, nats per token"), cells)
    caption = (
        "What the next token costs after so many tokens of a window. The dashed line: where the state is carried on "
        "from the start of the text."
    )
    return chart(pictures, "loss_by_position", caption, table)


def score_values(path: Path) -> dict[str, Any]:
    """What the page says of scores."""
    scores = read_json(path)
    with reading(path):
        return {"headline": headline(scores), "scores": score_part(scores)}


def sizes(data: dict[str, Any]) -> dict[str, str]:
    """How much text each split has, in words."""
    return {split: f"{data[split]['characters']:,} characters in {texts(data[split]['documents'])}" for split in SPLITS}


def texts(count: int) -> str:
    """So many texts."""
    return f"{count:,} text{'' if count == 1 else 's'}"


def main(
    task: str,
    *,
    raw: Path,
    tokenizer: Path,
    statistics: Path,
    scores: Path,
    metrics: Path,
    plots: Path,
    analysis: Path,
    model: Path,
    lock: Path,
    templates: Path,
    report: Path,
) -> None:
    """Write the page."""
    params = read_section(f"{task}.report", Params)
    sources = Sources(raw, tokenizer, statistics, metrics, plots, model, lock)
    common = parts_of_both_tasks("text generator", "token", sizes, sources)
    passages = passage_part(scores / "passages/passages.json") if params.show_texts else None
    values = {
        "parts": PARTS,
        "kind": "Text generation",
        **score_values(metrics / "scores.json"),
        "copying": copy_part(analysis / "copies.json", metrics / "copying.json", show_texts=params.show_texts),
        "show_texts": params.show_texts,
        "passages": passages,
        "positions": position_chart(scores / "network/positions.csv", sources.pictures),
    }
    write_page(report, templates, common | values)


if __name__ == "__main__":
    run(main)
