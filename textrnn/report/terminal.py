"""Text that a terminal may show: it obeys none of it."""

# Control characters become the pictures that Unicode has of them, or a mark.
CONTROL_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"} | {0x7F: 0x2421}
CONTROL_PICTURES |= dict.fromkeys([*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xFFFD)


def harmless(text: str) -> str:
    """The text, with pictures instead of control characters but tabs and line ends."""
    return text.translate(CONTROL_PICTURES)


def one_line(text: str, width: int) -> str:
    """The beginning of a text as one line of at most `width` characters."""
    line = " ".join(harmless(text[: 4 * width]).split())
    return line if len(line) <= width else f"{line[: width - 1]}…"
