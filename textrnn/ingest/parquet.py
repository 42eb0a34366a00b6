"""Rows of Parquet files."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from textrnn.errors import InputError
from textrnn.ingest.compression import COMPRESSED
from textrnn.ingest.rows import Row, checked_header

BATCH = 256  # Rows in memory at a time.


def read_parquet(path: Path, _: str, columns: Sequence[str] | None) -> Iterator[Row]:
    """Rows of a Parquet file."""
    import pyarrow
    from pyarrow import parquet

    if path.suffix.lower() in COMPRESSED:
        raise InputError(f"{path} cannot be read as a stream: unpack it; Parquet is compressed inside as it is")
    number = 0
    try:
        with parquet.ParquetFile(path, pre_buffer=False) as file:
            refuse_unclear_columns(file.schema_arrow, path, columns)
            for batch in file.iter_batches(batch_size=BATCH, columns=columns and list(columns)):
                for values in with_dates_as_text(batch).to_pylist():
                    number += 1
                    yield Row(f"{path}, row {number}", values)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        reason = str(error).partition("\n")[0]
        raise InputError(f"{path} is damaged behind row {number}, or no Parquet ({reason}); write it again") from error
    if not number:
        raise InputError(f"{path} has no rows")


def refuse_unclear_columns(schema: Any, path: Path, columns: Sequence[str] | None) -> None:
    """Refuse a Parquet file whose columns are not clear.

    Raises:
        InputError: two are the same, one is blank, or one that is wanted is not there.
    """
    checked_header(schema.names, str(path))
    for column in columns or ():
        if column not in schema.names:
            raise InputError(f"{path} has no column {column!r}; there are: {', '.join(map(repr, schema.names))}")


def with_dates_as_text(batch: Any) -> Any:
    """A batch of rows whose dates and times are text, as Python cannot hold all of them."""
    import pyarrow
    from pyarrow.types import is_duration, is_temporal

    fields = [
        field.with_type(pyarrow.int64() if is_duration(field.type) else pyarrow.string())
        if is_temporal(field.type)
        else field
        for field in batch.schema
    ]
    return batch.cast(pyarrow.schema(fields))
