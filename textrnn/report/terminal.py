"""Text that a terminal, or a page, can show safely: no character in it is a command."""

BIDI = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]  # They let a text run backwards.
# Control characters become the pictures that Unicode has of them, or a mark.
CONTROL_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"} | {0x7F: 0x2421}
CONTROL_PICTURES |= dict.fromkeys([*range(0x80, 0xA0), *BIDI], 0xFFFD)
LINE_PICTURES = CONTROL_PICTURES | {ord("\t"): 0x2409, ord("\n"): 0x240A, 0x2028: 0x240A, 0x2029: 0x240A}
# Within quotes, JSON and YAML have such a character by its number; below 0x20 they have it already.
ESCAPES = {code: f"\\u{code:04x}" for code in [*range(0x7F, 0xA0), 0x2028, 0x2029, *BIDI]}


def printable(text: str) -> str:
    """The text, with pictures in place of control characters; tabs and line ends stay."""
    return text.translate(CONTROL_PICTURES)


def inline(text: str) -> str:
    """The same of a name or a label, which stays on its line and in its column."""
    return text.translate(LINE_PICTURES)


def one_line(text: str, width: int) -> str:
    """The start of a text as one line of at most `width` characters."""
    line = " ".join(printable(text[: 4 * width]).split())
    return line if len(line) <= width else f"{line[: width - 1]}…"
