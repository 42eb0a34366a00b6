"""Fill the pages and draw their pictures: `make readme`."""

import sys

from textrnn.errors import InputError
from textrnn.files import write_text
from tools.pipeline import ROOT
from tools.readme.curves import draw_pictures
from tools.readme.pages import pages


def main() -> None:
    """Rewrite the pages and their pictures; exit with 2 if something that they show is wrong."""
    try:
        for path, text in pages().items():
            write_text(path, text)
        draw_pictures(ROOT / "studies", ROOT / "docs")
    except InputError as error:
        print(error, file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
