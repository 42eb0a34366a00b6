import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textrnn.data.scripts import RIGHT_TO_LEFT, UNSPACED, script
from tools.pipeline import ROOT

# How the names of letters begin, and their script.
NAMES = {
    "LATIN SMALL LETTER": "Latin",
    "LATIN CAPITAL LETTER": "Latin",
    "FULLWIDTH LATIN": "Latin",
    "GREEK SMALL LETTER": "Greek",
    "CYRILLIC SMALL LETTER": "Cyrillic",
    "HEBREW LETTER": "Hebrew",
    "ARABIC LETTER": "Arabic",
    "DEVANAGARI LETTER": "Devanagari",
    "THAI CHARACTER SARA": "Thai",
    "CJK UNIFIED IDEOGRAPH": "Han",
    "CJK COMPATIBILITY IDEOGRAPH": "Han",
    "HIRAGANA LETTER": "Hiragana",
    "KATAKANA LETTER": "Katakana",
    "HALFWIDTH KATAKANA LETTER": "Katakana",
    "HANGUL SYLLABLE": "Hangul",
    "HALFWIDTH HANGUL LETTER": "Hangul",
}


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("a", "Latin"),
        ("ß", "Latin"),
        ("Ａ", "Latin"),
        ("ª", "Latin"),
        ("\N{KELVIN SIGN}", "Latin"),
        ("ⅷ", "Latin"),
        ("я", "Cyrillic"),
        ("μ", "Greek"),
        ("ש", "Hebrew"),
        ("م", "Arabic"),
        ("ߊ", "Nko"),
        ("日", "Han"),
        ("々", "Han"),
        ("〇", "Han"),
        ("ひ", "Hiragana"),
        ("カ", "Katakana"),
        ("ｶ", "Katakana"),
        ("한", "Hangul"),
        ("ￂ", "Hangul"),
        ("ไ", "Thai"),
        ("\N{MICRO SIGN}", None),
        ("ー", None),
        ("𝐀", None),
        ("１", None),
        ("!", None),
        (" ", None),
        ("🎭", None),
        ("\N{COMBINING ACUTE ACCENT}", None),
        ("\N{ARABIC FATHATAN}", None),
        ("\ue000", None),
        ("\U0010ffff", None),
    ],
)
def test_scripts_are_those_of_unicode(character: str, name: str | None) -> None:
    assert script(character) == name


def test_names_of_letters_agree_with_their_scripts() -> None:
    checked = set()
    for character in filter(str.isalpha, map(chr, range(sys.maxunicode + 1))):
        begin = " ".join(unicodedata.name(character, "").split()[:3]).partition("-")[0]
        expected = next((name for name in NAMES if begin.startswith(name)), None)
        if expected:
            assert script(character) == NAMES[expected]
            checked.add(expected)
    assert checked == NAMES.keys()


@given(st.characters(categories=["Co", "Zs"]) | st.characters(codec="ascii", exclude_categories=["L"]))
def test_digits_and_signs_have_no_script(character: str) -> None:
    assert script(character) is None


def test_known_scripts_are_unicode_s() -> None:
    names = {script(character) for character in map(chr, range(sys.maxunicode + 1))}
    assert names >= UNSPACED | RIGHT_TO_LEFT
    assert {"Arabic", "Hebrew", "Syriac", "Thaana", "Nko"} <= RIGHT_TO_LEFT
    assert not RIGHT_TO_LEFT & (UNSPACED | {"Latin", "Greek", "Cyrillic"})


def test_scripts_come_without_numpy() -> None:
    code = "import sys, textrnn.data.scripts; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"numpy", "torch", "matplotlib", "pydantic"} & set(done.stdout.split())
