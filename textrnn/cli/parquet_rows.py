"""Rows written to a Parquet file."""

from pathlib import Path
from typing import Any

from textrnn.errors import InputError

BATCH = 1024  # Rows that are written together.


def without_null(schema: Any) -> Any:
    """The types of columns; of one that is empty so far, text."""
    import pyarrow

    fields = [field.with_type(pyarrow.string()) if pyarrow.types.is_null(field.type) else field for field in schema]
    return pyarrow.schema(fields)


def cast_to(table: Any, schema: Any) -> Any:
    """A table with these types of columns.

    Raises:
        ArrowInvalid: a value would not be what it is: between numbers a cast says so, between other types it may not.
    """
    import pyarrow
    from pyarrow.types import is_floating, is_integer, is_null

    for new, old in zip(table.schema, schema, strict=True):
        are_numbers = all(is_integer(field.type) or is_floating(field.type) for field in (new, old))
        if new.type != old.type and not is_null(new.type) and not are_numbers:
            raise pyarrow.ArrowInvalid(f"{new.name} is {new.type}, and was {old.type} before")
    return table.cast(schema)


class ParquetRows:
    """Rows of a Parquet file, written in batches; the first one says of which type the columns are."""

    def __init__(self, path: Path, beside: Path, columns: list[str]) -> None:
        self.path = path
        self.beside = beside
        self.columns = columns
        self.waiting: list[dict[str, Any]] = []
        self.writer: Any = None

    def write(self, row: dict[str, Any]) -> None:
        """Add a row."""
        self.waiting.append(row)
        if len(self.waiting) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write the rows that wait.

        Raises:
            InputError: a column has values of several types, or of one that Parquet does not have.
        """
        import pyarrow
        from pyarrow import parquet

        rows = [{name: row.get(name) for name in self.columns} for row in self.waiting]
        try:
            table = pyarrow.Table.from_pylist(rows)
            table = cast_to(table, self.writer.schema if self.writer else without_null(table.schema))
            self.writer = self.writer or parquet.ParquetWriter(self.beside, table.schema)
            self.writer.write_table(table)
        except (pyarrow.ArrowException, OverflowError) as error:
            raise InputError(f"{self.path} cannot hold the values of a column ({error}): .jsonl can") from error
        self.waiting.clear()

    def finish(self) -> None:
        """Write the last rows; a file without any has columns all the same."""
        if self.waiting or self.writer is None:
            self.flush()

    def close(self) -> None:
        """End the file."""
        if self.writer is not None:
            self.writer.close()
