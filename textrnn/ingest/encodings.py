"""The encoding of a file: detected once, then held to."""

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from textrnn.errors import InputError
from textrnn.ingest.compression import STDIN, open_bytes
from textrnn.ingest.foreign import refuse_foreign
from textrnn.ingest.likely_encodings import is_text_in, likely_encodings

UTF8 = "utf-8-sig"  # UTF-8 with or without a byte order mark.
DETECT = "detect"  # Each file has its own.
REPLACE = "//replace"  # Behind the name of an encoding: what cannot be decoded becomes U+FFFD.
MARKS = {codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32", codecs.BOM_UTF16_LE: "utf-16"}
MARKS |= {codecs.BOM_UTF16_BE: "utf-16"}
CHUNK = 2**20
SAMPLE = 2**18  # Bytes of lines outside ASCII, by which encodings are told apart.
CONTROL = [bytes([byte]) for byte in range(0x20) if byte not in b"\t\n\r\f"]


def with_errors(encoding: str, errors: str) -> str:
    """The encoding, with `REPLACE` behind it if errors are to be replaced."""
    return encoding + REPLACE if errors == "replace" else encoding


def detect(path: Path, *, mixed: bool = False) -> str:
    """The encoding of a file, read to its end: what its mark says, UTF-8 if all of it is, or what it looks like.

    Raises:
        InputError: lines of it have different encodings, unless `mixed` takes these for UTF-8; or it is no text.
    """
    return candidates(path, mixed=mixed)[0]


def candidates(path: Path, *, mixed: bool = False) -> list[str]:
    """The encoding of a file, and others that it looks like about as much.

    Raises:
        InputError: as for `detect`.
    """
    refuse_foreign(path, table=False)
    with open_bytes(path) as stream:
        start = stream.read(SAMPLE)
    marked = next((name for mark, name in MARKS.items() if start.startswith(mark)), None) or unmarked_utf16(start)
    if marked or is_utf8(path):
        return [marked or UTF8]
    invalid, valid, sample = lines_outside_ascii(path)
    if valid and not mixed:
        raise InputError(
            f"{path}, line {invalid} is not UTF-8, though other lines are, such as line {valid}: "
            "two encodings are mixed; save it as UTF-8 throughout, or read it with --errors replace"
        )
    found = [UTF8] if valid else likely_encodings(sample)
    if not found:
        raise InputError(f"{path}, line {invalid} is no text in any known encoding: save it as UTF-8")
    return found


def unmarked_utf16(start: bytes) -> str | None:
    """The UTF-16 without a mark that bytes look like: with NUL in it, full of control characters or no UTF-8."""
    control = sum(start.count(byte) for byte in CONTROL)
    if b"\0" not in start or (control < len(start) / 5 and is_text_in(start, "utf-8")):
        return None
    for name in ("utf-16-le", "utf-16-be"):
        text = start[: len(start) // 2 * 2].decode(name, errors="replace")
        odd = sum(not (sign.isprintable() or sign in "\r\n\t") for sign in text)
        if text.isascii() or (odd <= len(text) / 100 and any(sign in text for sign in " \n")):
            return name if "\0" not in text else None
    return None


def is_utf8(path: Path) -> bool:
    """Whether all of a file is UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with open_bytes(path) as stream:
        try:
            while chunk := stream.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def lines_outside_ascii(path: Path) -> tuple[int, int, bytes]:
    """The numbers of the first line that is not UTF-8 and of the first that is and has more than ASCII, from 1 on.

    0 where there is none. With them a sample of the lines that are not UTF-8.
    """
    invalid = valid = 0
    sample = bytearray()
    with open_bytes(path) as stream:
        for number, line in enumerate(iter(lambda: stream.readline(CHUNK), b""), start=1):
            if line.isascii():
                continue
            try:
                line.decode("utf-8")
                valid = valid or number
            except UnicodeDecodeError:
                invalid = invalid or number
                sample += line[:SAMPLE]
            if invalid and (valid or len(sample) >= SAMPLE):
                break
    return invalid, valid, bytes(sample)


@contextmanager
def open_text(path: Path, encoding: str, newline: str | None = "") -> Iterator[TextIO]:
    """The characters of a file, line ends as they are, or as `io.TextIOWrapper` has them for another `newline`.

    `encoding` may end in `REPLACE`.

    Raises:
        InputError: the file is damaged, or not written in this encoding; while it is read, too.
    """
    encoding, replace, _ = encoding.partition(REPLACE)
    encoding = detect(path, mixed=bool(replace)) if encoding == DETECT else encoding
    errors = "replace" if replace else "strict"
    with open_bytes(path) as stream:
        try:
            yield io.TextIOWrapper(io.BufferedReader(stream), encoding, errors, newline)  # type: ignore[type-var]
        except UnicodeError as error:
            if path == STDIN:
                raise InputError("standard input is not UTF-8: iconv -f ENCODING -t utf-8 makes it so") from error
            where = f"line {first_wrong_line(path, encoding)}"
            raise InputError(
                f"{path}, {where} is not written in {encoding}: save it as UTF-8, or read it with --errors replace"
            ) from error


def first_wrong_line(path: Path, encoding: str) -> int:
    """The number of the first line that cannot be decoded; that of the last line if each alone can."""
    decoder = codecs.getincrementaldecoder(encoding)()
    number = 0
    with open_bytes(path) as stream:
        for number, line in enumerate(iter(lambda: stream.readline(CHUNK), b""), start=1):
            try:
                decoder.decode(line)
            except UnicodeError:
                return number
    return number
