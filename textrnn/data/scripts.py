"""Scripts of characters (Latin, Han, Arabic, …), as Unicode has them."""

from functools import lru_cache

from fontTools import unicodedata

# Scripts that put no spaces between words.
UNSPACED = frozenset({"Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar", "Tibetan"})
RIGHT_TO_LEFT = frozenset(map(unicodedata.script_name, unicodedata.RTL_SCRIPTS))
OF_NO_SCRIPT = {"Zyyy", "Zinh", "Zzzz"}  # Common, Inherited, Unknown.


@lru_cache(maxsize=2**16)
def script(character: str) -> str | None:
    """The script of a character by its long name; None for what several scripts share, such as digits and accents."""
    code = unicodedata.script(character)
    return None if code in OF_NO_SCRIPT else unicodedata.script_name(code)
