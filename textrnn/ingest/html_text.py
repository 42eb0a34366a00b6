"""The text of HTML, as a reader sees it."""

import re
from html import unescape
from html.parser import HTMLParser

TAG = re.compile(r"<[^<>]*>")
UNSEEN = {"script", "style", "title"}
BLOCKS = {"blockquote", "br", "div", "h1", "h2", "h3", "h4", "li", "p", "table", "td", "th", "tr"}


def text_of_html(html: str) -> str:
    """The text without tags, a line for each block; what is no proper HTML loses its tags all the same."""
    reader = TextReader()
    try:
        reader.feed(html)
        reader.close()
        text = "".join(reader.pieces)
    except AssertionError:  # html.parser gives up so.
        text = unescape(TAG.sub(" ", html))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(filter(None, lines))


class TextReader(HTMLParser):
    """Keeps the text between tags."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.unseen = 0  # Open elements that are not shown.

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        self.unseen += tag in UNSEEN
        self.pieces += ["\n"] * (tag in BLOCKS)

    def handle_endtag(self, tag: str) -> None:
        """End an element."""
        self.unseen = max(self.unseen - (tag in UNSEEN), 0)
        self.pieces += ["\n"] * (tag in BLOCKS)

    def handle_data(self, data: str) -> None:
        """Keep a text that is shown; its line ends are spaces."""
        if not self.unseen:
            self.pieces.append(data.replace("\n", " "))
