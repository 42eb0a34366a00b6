"""Mail (RFC 5322): the subject and the text of a message, without other headers and what is attached."""

import codecs
import re
from collections.abc import Sequence
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import Header, decode_header
from email.message import Message
from itertools import chain
from pathlib import Path

from textrnn.errors import InputError, reading
from textrnn.ingest.compression import open_bytes
from textrnn.ingest.encodings import DETECT, REPLACE, UTF8
from textrnn.ingest.html_text import text_of_html
from textrnn.ingest.likely_encodings import PARTS, is_text_in, likely_encodings

HTML = "text/html"
NAME = re.compile(r"(?i)\.(?:eml|[0-9]+|[0-9a-f]{32})$")  # How names of mails end that have an ending.
FIRST_LINE = re.compile(rb"From |[A-Za-z][A-Za-z-]*:")
FIELDS = {"date", "message-id", "newsgroups", "received", "return-path", "subject", "to"}  # One of them beside From.
SECOND = re.compile(rb"\n\r?\nFrom [^\n]*\d\d:\d\d")  # A file of several mails has it.
LINE = 100  # Bytes.
START, SAMPLED = 2**14, 200  # Bytes of a file, files of a folder.
NEARLY_ALL = 0.9
LARGEST = 2**28  # Bytes of a mail, with what is attached.
WIDER = PARTS | {"gb2312": "gb18030", "gbk": "gb18030"}  # Encodings, and which has all of each.
NO_NAMES = {"ascii", "idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape"}


def may_be_mail(path: Path) -> bool:
    """Whether a file has a name as mails have; where that is a number or a hash, its first line decides."""
    if not NAME.search(path.name) or path.suffix.lower() == ".eml":
        return path.suffix.lower() == ".eml"
    try:
        with path.open("rb") as file:
            return FIRST_LINE.match(file.read(LINE)) is not None
    except OSError:
        return False


def are_mails(files: Sequence[Path]) -> bool:
    """Whether nearly all files are mails, by a sample of them."""
    sample = files[:: -(-len(files) // SAMPLED) or 1]
    return bool(sample) and sum(map(is_mail, sample)) >= NEARLY_ALL * len(sample)


def is_mail(path: Path) -> bool:
    """Whether a file begins with the headers of a mail, and holds one."""
    try:
        with open_bytes(path) as stream:
            start = stream.read(START)
    except InputError:
        return False
    if not FIRST_LINE.match(start) or SECOND.search(start):
        return False
    fields = {name.lower() for name in message_from_bytes(start)}
    return "from" in fields and bool(fields & FIELDS)


def read_mail(path: Path, encoding: str) -> str:
    """The subject of a mail, an empty line, and its text: what is plain, or else the text of its HTML.

    `encoding` is that of what does not say its own, and may end in `REPLACE`.

    Raises:
        InputError: it cannot be decoded, or is too large.
    """
    with open_bytes(path) as stream:
        content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise InputError(f"{path} has more than {LARGEST:,} bytes, too many for a mail: remove what is attached")
    with reading(path, "save it again"):  # The library stumbles over some headers.
        message = message_from_bytes(content)
        try:
            parts = [subject_of(message, encoding), *(text_of(part, encoding) for part in parts_to_read(message))]
        except UnicodeDecodeError as error:
            remedy = "save it as UTF-8, or read it with --errors replace"
            raise InputError(f"{path} is a mail that is not in {error.encoding}, as it should be: {remedy}") from error
    text = "\n\n".join(filter(None, parts)).replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise InputError(f"{path} contains a NUL byte: that is no text; save it again")
    return text.encode(errors="replace").decode()  # Some encodings give lone surrogates.


def parts_to_read(message: Message) -> list[Message]:
    """The parts of a mail that are shown: of alternatives the plain one that has text, or else HTML; nothing attached.

    RFC 2046, section 5.1.
    """
    kind = message.get_content_type()
    if message.get_content_disposition() == "attachment" or kind.startswith("message/"):
        return []
    if not message.is_multipart():
        return [message] if kind in {"text/plain", HTML} else []
    parts = [parts_to_read(part) for part in message.get_payload() if isinstance(part, Message)]
    if kind == "multipart/alternative":
        parts = sorted(filter(has_text, parts), key=lambda some: some[0].get_content_type() == HTML)[:1]
    return list(chain.from_iterable(parts))


def has_text(parts: Sequence[Message]) -> bool:
    """Whether one of some parts has more than spaces in it."""
    return any(bytes(part.get_payload(decode=True) or b"").strip() for part in parts)


def text_of(part: Message, encoding: str) -> str:
    """The text of a part, from HTML without its tags."""
    payload = part.get_payload(decode=True)
    text = decoded(payload if isinstance(payload, bytes) else b"", part.get_content_charset(), encoding)
    return (text_of_html(text) if part.get_content_type() == HTML else text).strip()


def subject_of(message: Message, encoding: str) -> str:
    """The subject, on one line."""
    value = message["subject"] or ""
    if isinstance(value, Header):  # It has bytes outside ASCII.
        value = "".join(decoded(part, None, encoding) for part, _ in decode_header(value))
    try:
        parts = decode_header(value)
    except HeaderParseError:
        parts = [(value, None)]
    return " ".join("".join(header_text(part, charset, encoding) for part, charset in parts).split())


def header_text(part: str | bytes, charset: str | None, encoding: str) -> str:
    """The text of a part of a header, as `email` gives it; spaces stand between what is encoded and what is not."""
    if isinstance(part, str):
        return part
    return decoded(part, charset, encoding) if charset else f" {part.decode('raw-unicode-escape')} "


def decoded(content: bytes, charset: str | None, encoding: str) -> str:
    """The text of bytes in the encoding that a mail names, or, where it names none, in the one that they are in.

    Raises:
        UnicodeError: they are not.
    """
    fallback, replace, _ = encoding.partition(REPLACE)
    name = named_encoding(charset)
    if name is None:
        name = detected(content) if fallback == DETECT else fallback
    elif name in WIDER and is_text_in(content, WIDER[name]):
        name = WIDER[name]
    return content.decode(name, errors="replace" if replace else "strict")


def named_encoding(charset: str | None) -> str | None:
    """The encoding of a name; None for ASCII, which mails name where they hold more, and for names of none."""
    try:
        found = codecs.lookup(charset or "ascii")
    except (LookupError, ValueError):
        return None
    return found.name if found._is_text_encoding and found.name not in NO_NAMES else None


def detected(content: bytes) -> str:
    """The encoding that bytes are in, or look like."""
    return UTF8 if is_text_in(content, UTF8) else next(iter(likely_encodings(content)), UTF8)
