"""The names that sections, parameters and values had before: a params.yaml of old is answered with the new ones."""

RENAMED = {  # Without the task.
    "adapt": "dynamic_eval",
    "adapt.every": "dynamic_eval.segment_length",
    "describe.share": "describe.quantile",
    "evaluate.length": "evaluate.segment_length",
    "fetch.works": "fetch.documents_per_file",
    "pad.multiple": "pad.pad_to_multiple_of",
    "sample.length": "sample.max_new_tokens",
    "split.every": "split.folds",
    "train.keep": "train.select_by",
    "train.pool": "train.bucket_batches",
    "window.length": "window.context_length",
}
RENAMED_VALUES = {("fetch.corpus", "own"): "custom"}


def new_name(name: str) -> str | None:
    """What a section or parameter is called now, if it has another name: both with their task."""
    task, _, rest = name.partition(".")
    return f"{task}.{RENAMED[rest]}" if rest in RENAMED else None


def old_name(name: str) -> str | None:
    """What a section or parameter was called before, if it had another name: both with their task."""
    task, _, rest = name.partition(".")
    return next((f"{task}.{old}" for old, new in RENAMED.items() if new == rest), None)


def new_value(name: str, value: object) -> str | None:
    """What a value of a parameter, named with its task, is called now, if it has another name."""
    return RENAMED_VALUES.get((name.partition(".")[2], value)) if isinstance(value, str) else None
