"""Every parameter of params.yaml: what it means, what it may be, its committed value."""

import json
from importlib import import_module
from typing import Any

from textrnn.params.yaml_file import read_yaml
from textrnn.report.markdown import table
from tools.pipeline import ROOT, commands
from tools.readme.stages import read_stages, summary

Schema = dict[str, Any]  # JSON Schema, as pydantic writes it.
EMPTY = "(empty)"


def parameters() -> str:
    """A table for each stage that has parameters, in the order of dvc.yaml."""
    values, stages = read_yaml(ROOT / "params.yaml"), read_stages()
    fields: dict[str, dict[str, Schema]] = {name: {} for name, stage in stages.items() if "params" in stage}
    for command in commands().values():
        if command.stage in fields:
            fields[command.stage][command.task] = fields_of(command.module)
    return "\n\n".join(
        f"## {name}\n\n{summary(stages[name])}\n\n{stage_table(name, by_task, values)}"
        for name, by_task in fields.items()
    )


def fields_of(module: str) -> Schema:
    """The fields of a stage's Params, by name."""
    schema: Schema = import_module(module).Params.model_json_schema()
    return schema["properties"]  # type: ignore[no-any-return]


def stage_table(stage: str, by_task: dict[str, Schema], values: dict[str, Any]) -> str:
    """The parameters of a stage; one that means the same in both tasks has one row."""
    rows: dict[tuple[str, str, str], dict[str, str]] = {}
    for task, fields in by_task.items():
        for name, value in values[task][stage].items():
            row = (f"`{name}`", fields[name].get("description", ""), allowed(fields[name]))
            rows.setdefault(row, {})[task] = written(value)
    header = ["parameter", "meaning", "allowed", *by_task]
    return table(header, [[*row, *(cells.get(task, "") for task in by_task)] for row, cells in rows.items()])


def allowed(schema: Schema) -> str:
    """The values that a field may have, in words."""
    return " or ".join(map(kind, schema.get("anyOf", [schema])))


def kind(schema: Schema) -> str:
    """One type with its bounds."""
    if "enum" in schema or "const" in schema:
        return ", ".join(f"`{word}`" for word in schema.get("enum", [schema.get("const")]))
    match schema["type"]:
        case "boolean":
            return "`true`, `false`"
        case "integer" | "number" as name:
            return f"{name}{bounds(schema)}"
        case "array":
            items = schema["items"]
            return f"list of {items['type'].replace('string', 'text')}s{bounds(items)}"
        case "null":
            return "empty"
        case _:
            return "regular expression" if schema.get("format") == "regex" else "text"


def bounds(schema: Schema) -> str:
    """An interval: of integers with both ends, of numbers with a round bracket where the end is left out."""
    low, high = (schema.get(name, schema.get(f"exclusive{name.title()}")) for name in ("minimum", "maximum"))
    if low is None or high is None:
        return ""
    if schema["type"] == "integer":
        return f" in [{low + ('minimum' not in schema)}, {high - ('maximum' not in schema)}]"
    return f" in {'[' if 'minimum' in schema else '('}{low:g}, {high:g}{']' if 'maximum' in schema else ')'}"


def written(value: Any) -> str:
    """A value as params.yaml has it."""
    if value is None:
        return EMPTY
    return f"`{value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)}`"
