"""Files that are something else than their name says: named for what they are."""

from pathlib import Path

from textrnn.errors import InputError
from textrnn.ingest.compression import open_bytes

START = 1024  # Bytes.
FORMATS = {  # By how they begin.
    b"version https://git-lfs.github.com": "a pointer of Git LFS, not the file: git lfs pull brings it",
    b"ARROW1": "an Arrow (Feather) file: save it as .parquet",
    b"SQLite format 3": "an SQLite database: save the query as .csv",
    b"%PDF-1.": "a PDF: save its text",
    b"%PDF-2.": "a PDF: save its text",
    b"{\\rtf": "an RTF document: save its text",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file: save the sheet as .csv, the text as .txt",
}
PARQUET = b"PAR1"  # At both ends.
OFFICE = b"[Content_Types].xml"
PAGE = (b"<!doctype html", b"<html")


def refuse_foreign(path: Path, *, table: bool) -> None:
    """Refuse a file whose first bytes say that it holds something else.

    Raises:
        InputError: they do; of a table a page of HTML, too.
    """
    if not path.is_file():
        return
    with path.open("rb") as file:
        raw = file.read(START)
        file.seek(max(path.stat().st_size - len(PARQUET), 0))
        end = file.read()
    if raw.startswith(PARQUET) and end == PARQUET:
        raise InputError(f"{path} is a Parquet file: let its name end in .parquet")
    if raw.startswith(b"PK") and OFFICE in raw:
        raise InputError(f"{path} is a Word or Excel file: save the sheet as .csv, the text as .txt")
    with open_bytes(path) as stream:
        start = stream.read(START)
    for sign, what in FORMATS.items():
        if start.startswith(sign):
            raise InputError(f"{path} is {what}")
    if table and start.lstrip().lower().startswith(PAGE):
        raise InputError(f"{path} is a page of HTML, as a server sends where one has to sign in: download it again")
