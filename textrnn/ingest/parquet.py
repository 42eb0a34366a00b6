"""Rows of Parquet files."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from textrnn.errors import InputError
from textrnn.ingest.compression import COMPRESSED
from textrnn.ingest.rows import Row, checked_header

BATCH = 256  # Rows in memory at a time,
FEW = 16  # or so many, where a large column may repeat one text in each of them.
LARGE = 2**20  # Bytes of a column in a group of rows.
REPEATING = {"RLE_DICTIONARY", "PLAIN_DICTIONARY", "DELTA_BYTE_ARRAY"}  # Encodings.
LARGEST_BATCH = 2**26  # Bytes, about: fewer rows where they are long.
LARGEST_COLUMN = 2**28  # Bytes of a column in a group of rows that may be packed as densely as can be,
DENSEST = 200  # beyond that only so many times.


def read_parquet(path: Path, _: str, columns: Sequence[str] | None) -> Iterator[Row]:
    """Rows of a Parquet file."""
    import pyarrow

    if path.suffix.lower() in COMPRESSED:
        raise InputError(f"{path} cannot be read as a stream: unpack it; Parquet is compressed inside as it is")
    number = 0
    try:
        for values in read_values(path, columns):
            number += 1
            yield Row(f"{path}, row {number}", values)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        if isinstance(error, FileNotFoundError | MemoryError):
            raise
        reason = str(error).partition("\n")[0]
        raise InputError(f"{path} is damaged behind row {number}, or no Parquet ({reason}); write it again") from error
    if not number:
        raise InputError(f"{path} has no rows")


def read_values(path: Path, columns: Sequence[str] | None) -> Iterator[dict[str, Any]]:
    """The values of each row.

    Raises:
        InputError: the columns are not clear, or packed too densely.
    """
    from pyarrow import parquet

    with parquet.ParquetFile(path, pre_buffer=False) as file:
        refuse_unclear_columns(file.schema_arrow, path, columns)
        chunks = list(column_chunks(file.metadata))
        refuse_dense_columns(chunks, path)
        for batch in file.iter_batches(batch_size=batch_size(chunks), columns=columns and list(columns)):
            step = 1 if batch.nbytes > LARGEST_BATCH else batch.num_rows
            for at in range(0, batch.num_rows, step):
                yield from with_plain_types(batch.slice(at, step)).to_pylist()


def column_chunks(metadata: Any) -> Iterator[Any]:
    """What the file says of each column of each group of rows."""
    for group in map(metadata.row_group, range(metadata.num_row_groups)):
        yield from map(group.column, range(group.num_columns))


def batch_size(chunks: list[Any]) -> int:
    """Rows that are read together: fewer of those that are long, or may be."""
    repeats = any(chunk.total_uncompressed_size > LARGE and REPEATING & set(chunk.encodings) for chunk in chunks)
    means = [chunk.total_uncompressed_size / max(chunk.num_values, 1) for chunk in chunks]
    return max(1, min(FEW if repeats else BATCH, int(LARGEST_BATCH / max([1, *means]))))


def with_plain_types(batch: Any) -> Any:
    """A batch of rows whose dates and times are text, as Python cannot hold all of them, and 0.1 is 0.1.

    As a Python number 0.1 of 32 bits is 0.10000000149011612; by way of text it is what its column shows.
    """
    import pyarrow
    from pyarrow.types import is_duration, is_float32, is_temporal

    for number, field in enumerate(batch.schema):
        if is_float32(field.type):
            values = batch.column(number).cast(pyarrow.string()).cast(pyarrow.float64())
            batch = batch.set_column(number, field.name, values)
    fields = [
        field.with_type(pyarrow.int64() if is_duration(field.type) else pyarrow.string())
        if is_temporal(field.type)
        else field
        for field in batch.schema
    ]
    plain = pyarrow.schema(fields)
    return batch if plain.equals(batch.schema) else batch.cast(plain)


def refuse_dense_columns(chunks: list[Any], path: Path) -> None:
    """Refuse a file that is small, and takes gigabytes of memory.

    Raises:
        InputError: a column is packed more densely than text is.
    """
    for chunk in chunks:
        size, packed = chunk.total_uncompressed_size, chunk.total_compressed_size
        if size > max(LARGEST_COLUMN, DENSEST * packed):
            raise InputError(
                f"{path} has {size:,} bytes of {chunk.path_in_schema} packed into {packed:,}: that is no text; if it "
                "is, write it with smaller row groups"
            )


def refuse_unclear_columns(schema: Any, path: Path, columns: Sequence[str] | None) -> None:
    """Refuse a Parquet file whose columns are not clear.

    Raises:
        InputError: two are the same, one is blank, or one that is wanted is not there.
    """
    checked_header(schema.names, str(path))
    for column in columns or ():
        if column not in schema.names:
            raise InputError(f"{path} has no column {column!r}; there are: {', '.join(map(repr, schema.names))}")
