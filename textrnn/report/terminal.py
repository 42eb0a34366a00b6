"""Text that a terminal can print safely: no character in it is a command."""

# Control characters become the pictures that Unicode has of them, or a mark.
CONTROL_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"} | {0x7F: 0x2421}
CONTROL_PICTURES |= dict.fromkeys([*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xFFFD)


def printable(text: str) -> str:
    """The text, with pictures in place of control characters; tabs and line ends stay."""
    return text.translate(CONTROL_PICTURES)


def one_line(text: str, width: int) -> str:
    """The start of a text as one line of at most `width` characters."""
    line = " ".join(printable(text[: 4 * width]).split())
    return line if len(line) <= width else f"{line[: width - 1]}…"
