"""The encoding of a file: detected once, then held to."""

import codecs
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from textrnn.errors import InputError
from textrnn.ingest.compression import STDIN, open_bytes
from textrnn.ingest.foreign import refuse_foreign

UTF8 = "utf-8-sig"  # UTF-8 with or without a byte order mark.
DETECT = "detect"  # Each file has its own.
MARKS = {codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32", codecs.BOM_UTF16_LE: "utf-16"}
MARKS |= {codecs.BOM_UTF16_BE: "utf-16"}
CHUNK = 2**20
SAMPLE = 2**18  # Bytes of lines outside ASCII, by which encodings are told apart.
CONTROL = [bytes([byte]) for byte in range(0x20) if byte not in b"\t\n\r\f"]
WESTERN = "cp1252"  # Of Windows in Western Europe and America; Latin-1 but for signs.
# What Western text has hardly anywhere: signs within words, capitals behind small letters, many letters with accents.
NOT_WESTERN = re.compile(
    r"[^\W\d_](?:[^\w\s\0-\x7f\xad·‘’–—…]|[²³¹¼½¾])[^\W\d_]|[a-zß-öø-ÿ][À-ÖØ-ÞŠŽŒŸ]|[À-ÖØ-öø-ÿ]{3,}"
)


def detect(path: Path) -> str:
    """The encoding of a file, read to its end: what its mark says, UTF-8 if all of it is, or what it looks like.

    Raises:
        InputError: lines of it have different encodings, or it looks like no text.
    """
    refuse_foreign(path, table=False)
    with open_bytes(path) as stream:
        start = stream.read(SAMPLE)
    marked = next((name for mark, name in MARKS.items() if start.startswith(mark)), None) or unmarked_utf16(start)
    if marked or is_utf8(path):
        return marked or UTF8
    invalid, valid, sample = lines_outside_ascii(path)
    if valid:
        raise InputError(
            f"{path}, line {invalid} is not UTF-8, though other lines are, such as line {valid}: "
            "two encodings are mixed; save it as UTF-8 throughout"
        )
    return guess(path, invalid, sample)


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


def is_text_in(start: bytes, encoding: str) -> bool:
    """Whether the start of a file can be decoded."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(start)
    except UnicodeDecodeError:
        return False
    return True


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


def guess(path: Path, line: int, sample: bytes) -> str:
    """The encoding that lines look like: Western, or else what charset-normalizer says.

    Raises:
        InputError: like no text.
    """
    from charset_normalizer import from_bytes

    if is_western(sample):
        return WESTERN
    match = from_bytes(sample).best()
    if match is None or b"\0" in sample:
        raise InputError(f"{path}, line {line} is no text in any known encoding: save it as UTF-8")
    return match.encoding


def is_western(sample: bytes) -> bool:
    """Whether it is likely text in WESTERN: most letters are ASCII, and the others stand where they can."""
    try:
        text = sample.decode(WESTERN)
    except UnicodeDecodeError:
        return False
    letters = sum(map(str.isalpha, text))
    outside_ascii = sum(not character.isascii() for character in text)
    control = any(character < " " and not character.isspace() for character in text)
    return not control and outside_ascii <= letters / 2 and len(NOT_WESTERN.findall(text)) <= outside_ascii / 50


@contextmanager
def open_text(path: Path, encoding: str, newline: str | None = "") -> Iterator[TextIO]:
    """The characters of a file, line ends as they are, or as `io.TextIOWrapper` has them for another `newline`.

    Raises:
        InputError: the file is damaged, or not written in this encoding; while it is read, too.
    """
    encoding = detect(path) if encoding == DETECT else encoding
    with open_bytes(path) as stream:
        try:
            yield io.TextIOWrapper(io.BufferedReader(stream), encoding=encoding, newline=newline)  # type: ignore[type-var]
        except UnicodeError as error:
            if path == STDIN:
                raise InputError("standard input is not UTF-8: iconv -f ENCODING -t utf-8 makes it so") from error
            where = f"line {first_wrong_line(path, encoding)}"
            raise InputError(f"{path}, {where} is not written in {encoding}: save it as UTF-8") from error


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
