import gzip
import random
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.cli.test_fuzz import mutated
from textrnn.errors import InputError
from textrnn.ingest import mail
from textrnn.ingest.encodings import DETECT, REPLACE
from textrnn.ingest.html_text import text_of_html
from textrnn.ingest.mail import are_mails, is_mail, read_mail
from textrnn.ingest.texts import read_document, text_files

HEADERS = b"Received: from a by b\nFrom: a@example.org\nDate: Mon, 1 Jan 2001 10:00:00 +0000\n"


def read(path: Path, content: bytes | EmailMessage, encoding: str = DETECT) -> str:
    path.write_bytes(content if isinstance(content, bytes) else bytes(content))
    return read_mail(path, encoding)


@pytest.mark.parametrize(
    ("charset", "cte"), [("utf-8", "quoted-printable"), ("iso-8859-2", "base64"), ("cp1250", "8bit"), ("utf-8", "8bit")]
)
def test_subject_and_text_are_decoded_as_the_mail_says(charset: str, cte: str, tmp_path: Path) -> None:
    written = EmailMessage()
    written["From"] = "a@example.org"
    written["Subject"] = "Příliš žluťoučký"
    written.set_content("Kůň úpěl\nďábelské ódy.\n", charset=charset, cte=cte)
    written.add_attachment("not this", filename="a.txt")
    assert read(tmp_path / "a", written) == "Příliš žluťoučký\n\nKůň úpěl\nďábelské ódy."


def test_html_is_read_where_there_is_nothing_plain(tmp_path: Path) -> None:
    written = EmailMessage()
    written["Subject"] = "Offer"
    written.set_content("<style>p {}</style><p>Grüße &amp; <b>mehr</b><br>morgen</p>", subtype="html")
    assert read(tmp_path / "a", written) == "Offer\n\nGrüße & mehr\nmorgen"
    both = EmailMessage()
    both.set_content("plain")
    both.add_alternative("<p>HTML</p>", subtype="html")
    assert read(tmp_path / "a", both) == "plain"


@pytest.mark.parametrize(
    "charset", ["", "; charset=us-ascii", "; charset=unknown-8bit", "; charset=x\0y", "; charset=hex"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_where_no_encoding_is_named_it_is_recognized(charset: str, encoding: str, tmp_path: Path) -> None:
    headers = HEADERS + "Subject: Grüße aus Köln\n".encode(encoding) + f"Content-Type: text/plain{charset}\n\n".encode()
    assert read(tmp_path / "a", headers + "Größe und Maß.\n".encode(encoding)) == "Grüße aus Köln\n\nGröße und Maß."


def test_an_encoding_that_is_given_holds_where_the_mail_names_none(tmp_path: Path) -> None:
    content = HEADERS + b"\nna\xefve"
    assert read(tmp_path / "a", content, "cp1250") == "naďve"
    named = HEADERS + b"Content-Type: text/plain; charset=iso-8859-1\n\nna\xefve \x80"
    assert read(tmp_path / "a", named, "cp1250") == "naïve €"  # Windows-1252, as so often.


def test_what_is_not_in_its_encoding_is_refused_or_replaced(tmp_path: Path) -> None:
    content = HEADERS + b"Content-Type: text/plain; charset=utf-8\n\nna\xefve"
    with pytest.raises(
        InputError, match=r"a is a mail that is not in utf-8, as it should be: save it as UTF-8, or read"
    ):
        read(tmp_path / "a", content)
    assert read(tmp_path / "a", content, DETECT + REPLACE) == "na\ufffdve"


def test_line_ends_are_of_one_kind_and_headers_are_one_line(tmp_path: Path) -> None:
    content = b"From: a\r\nSubject: one\r\n =?utf-8?q?t?= =?utf-8?q?wo?=\r\n\r\nfirst\r\nsecond\r"
    assert read(tmp_path / "a", content) == "one two\n\nfirst\nsecond"


def test_nul_and_mails_that_are_too_large_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="contains a NUL byte"):
        read(tmp_path / "a", HEADERS + b"\na\0b")
    monkeypatch.setattr(mail, "LARGEST", 10)
    with pytest.raises(InputError, match="has more than 10 bytes, too many for a mail"):
        read(tmp_path / "a", HEADERS)


def test_a_lone_surrogate_does_not_come_out_of_a_mail(tmp_path: Path) -> None:
    assert read(tmp_path / "a", HEADERS + b"Content-Type: text/plain; charset=utf-7\n\n+2AA- a") == "? a"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (HEADERS + b"\ntext", True),
        (b"From anna Mon Jan  1 10:00:00 2001\n" + HEADERS + b"\ntext", True),
        (b"From: a@example.org\nSubject: x\n\ntext", True),
        (gzip.compress(HEADERS), True),
        (b"Subject: x\nDear all,\n", False),
        (b"From the first page on, it was clear.\n\nFrom: nowhere", False),
        (b"Note: a\nDate: b\n\ntext", False),
        (HEADERS + b"\ntext\n\nFrom anna Mon Jan  1 10:00:00 2001\n" + HEADERS, False),  # a mailbox
        (b"", False),
        (gzip.compress(HEADERS)[:20], False),
    ],
    ids=["mail", "with From", "short", "packed", "Subject alone", "prose", "others", "mailbox", "nothing", "damaged"],
)
def test_mails_are_known_by_their_headers(content: bytes, expected: bool, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(content)
    assert is_mail(tmp_path / "a") is expected


def test_a_folder_is_one_of_mails_where_nearly_all_are(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number}.eml").write_bytes(HEADERS if number > 1 else b"a note")
    files = text_files(tmp_path)
    assert are_mails(files)
    assert are_mails(sorted(files * 100))
    files[-1].write_bytes(b"another note")
    assert not are_mails(files)
    assert not are_mails([])


@pytest.mark.parametrize(
    ("name", "is_read"),
    [
        ("1.eml", True),
        ("inmail.75", True),
        ("1.7c53336b37003a9286aba55d2945844c", True),
        ("1.", True),
        ("a.pdf", False),
    ],
)
def test_names_that_mails_have_are_those_of_texts(name: str, is_read: bool, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(HEADERS + b"\ntext")
    (tmp_path / "a.txt").write_bytes(HEADERS + b"\ntext")
    assert (tmp_path / name in text_files(tmp_path)) is is_read
    assert read_document(tmp_path / "a.txt", DETECT, mail=True) == "text"


@pytest.mark.parametrize("number", range(40))
def test_any_mail_is_read_or_refused(number: int, tmp_path: Path) -> None:
    chance = random.Random(number)
    content = (
        b"From: =?koi8-r?b?8NLJ18XU?= <a@b>\nSubject: =?utf-8?b?R3LDvMOfZQ==?=\n aus\nContent-Type: multipart/mixed; "
        b'boundary="xy"\n\n--xy\nContent-Type: text/plain; charset*=koi8-r; name*0=a; name*1*=b\n'
        b"Content-Transfer-Encoding: base64\n\n8NLJ18XUCg==\n--xy\nContent-Type: text/html\n\n<p>a<![if x]>\n--xy--\n"
    )
    refused = ""
    try:
        assert "\0" not in read(tmp_path / "a", mutated(mutated(content, chance), chance)).encode().decode()
    except InputError as error:
        refused = str(error)
    assert not refused or str(tmp_path / "a") in refused


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<html><head><title>no</title></head><body>a<br/>b</body>", "a\nb"),
        ("a &lt; b&nbsp;&#8211; <i>c</i>\nd", "a < b – c d"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "1\n2"),
        ("<script>if (a < b) {}</script>x</script>y", "xy"),
        ("<![x[ a <b>c</b>", "<![x[ a c"),
        ("", ""),
    ],
)
def test_html_is_read_as_it_is_shown(html: str, text: str) -> None:
    assert text_of_html(html) == text


def message_of(kind: str, *parts: str) -> bytes:
    """A mail of several parts."""
    head = f"From: a@example.org\nSubject: s\nContent-Type: multipart/{kind}; boundary=b\n\n"
    return (head + "".join(f"--b\n{part}\n" for part in parts) + "--b--\n").encode()


PLAIN_PART, HTML_PART = "Content-Type: text/plain\n\n{}", "Content-Type: text/html\n\n<p>{}</p>"
FORWARDED = "Content-Type: message/rfc822\n\nFrom: b@example.org\nSubject: t\n\nattached"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (message_of("mixed", PLAIN_PART.format("mine"), FORWARDED), "s\n\nmine"),
        (message_of("alternative", PLAIN_PART.format(" "), HTML_PART.format("mine")), "s\n\nmine"),
        (message_of("alternative", HTML_PART.format("its"), PLAIN_PART.format("mine")), "s\n\nmine"),
        (message_of("mixed", HTML_PART.format("letter"), PLAIN_PART.format("footer")), "s\n\nletter\n\nfooter"),
    ],
)
def test_of_several_parts_those_that_are_shown_are_read(content: bytes, text: str, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(content)
    assert read_mail(tmp_path / "a.eml", DETECT) == text
