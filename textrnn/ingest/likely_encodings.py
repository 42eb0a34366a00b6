"""Which encodings bytes look like that are no Unicode: by the letters of each, and by language."""

import codecs
import re

WESTERN = "cp1252"  # Of Windows in Western Europe and America; Latin-1 but for signs.
LATIN = (WESTERN, "cp1250", "iso8859-2", "cp1254")  # Western, Central European twice, Turkish: the usual one first.
OTHERS = (
    *("cp1251", "koi8-r", "koi8-u", "iso8859-5", "cp866"),  # Cyrillic
    *("cp1253", "iso8859-7", "cp1255", "cp1256", "cp874"),  # Greek, Hebrew, Arabic, Thai
    *("cp932", "euc_jis_2004", "gb18030", "big5hkscs", "cp949"),  # Japanese, Chinese, Korean
    *("cp1257", "cp437", "cp850", "cp852", "mac-roman"),  # Baltic; DOS and Mac
)
PARTS = {"iso8859-1": WESTERN, "iso8859-9": "cp1254", "euc_kr": "cp949"}  # Encodings, and which has all of each.
NOTHING = "ascii"  # What chardet says where nothing fits.
ABOUT = 0.8  # Encodings that score so much of the best one are about as likely.
PREFERENCE = 0.9  # Western is taken where it scores so much of the best one.
LOWEST = 0.02  # Where no encoding scores more, the text is in no language that chardet knows.

UPPER_BYTES = bytes(range(0x80, 0x100))
LETTERS = {letter for name in LATIN for letter in UPPER_BYTES.decode(name, errors="ignore") if letter.isalpha()}
CAPITAL = "".join(sorted(filter(str.isupper, LETTERS)))
SMALL = "".join(sorted(LETTERS - set(CAPITAL)))
# What text in Latin letters has hardly anywhere: signs within words, capitals behind small letters, accented letters
# that are many or behind a digit, accents without a letter.
NOT_LATIN = re.compile(
    r"[^\W\d_](?:[^\w\s\0-\x7f\xad·‘’–—…]|[²³¹¼½¾])[^\W\d_]"
    rf"|[a-z{SMALL}][{CAPITAL}]|[{SMALL}][A-Z]|[{CAPITAL}{SMALL}]{{3,}}|\d(?![ªº])[{CAPITAL}{SMALL}]|[ˇ˘˙˛˝]"
)
CONTROL = re.compile(r"[\0-\x08\x0b\x0e-\x1b\x7f-\x9f]")


def likely_encodings(sample: bytes) -> list[str]:
    """The encodings that bytes look like, the likeliest first; of those that give the same text, one.

    chardet scores each by pairs of letters, as languages have them; of what is in no language that it knows, such as
    lists of names, charset-normalizer finds more. Nothing, where the bytes look like no text.
    """
    if b"\0" in sample:
        return []
    latin = [name for name in LATIN if is_latin(sample, name)]
    scores = language_scores(sample, latin or [*LATIN, *OTHERS])
    best = max(scores.values(), default=0.0)
    if best < LOWEST and not latin:
        return unknown_language(sample)
    if WESTERN in latin:
        western = best if best < LOWEST else scores.get(WESTERN, 0.0)
        scores = {WESTERN: western / PREFERENCE} | {name: scores.get(name, 0.0) for name in latin[1:]}
    return different_texts(sample, scores)


def is_latin(sample: bytes, encoding: str) -> bool:
    """Whether it may be text in Latin letters: most are ASCII, and the others stand where they can."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return False
    letters = sum(map(str.isalpha, text))
    outside_ascii = sum(not character.isascii() for character in text)
    accented = sum(not character.isascii() and character.isalpha() for character in text)
    few = accented <= letters / 2 and not CONTROL.search(text)
    return few and len(NOT_LATIN.findall(text)) <= outside_ascii / 50


def language_scores(sample: bytes, encodings: list[str]) -> dict[str, float]:
    """How much bytes look like a language in each of these encodings that they can be read in, in their order."""
    from chardet import detect_all

    asked = [*encodings, *(part for part, whole in PARTS.items() if whole in encodings), NOTHING]
    found = detect_all(
        sample,
        ignore_threshold=True,
        max_bytes=len(sample),
        compat_names=False,
        include_encodings=asked,
        no_match_encoding=NOTHING,
    )
    scores: dict[str, float] = {}
    for one in found:
        name = PARTS.get(one["encoding"] or NOTHING, one["encoding"] or NOTHING)
        scores[name] = max(scores.get(name, 0.0), one["confidence"])
    return {name: scores[name] for name in encodings if name in scores and is_text_in(sample, name)}


def is_text_in(sample: bytes, encoding: str) -> bool:
    """Whether bytes can be decoded, but for a character that is cut at their end."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def unknown_language(sample: bytes) -> list[str]:
    """What charset-normalizer takes bytes for, if anything."""
    from charset_normalizer import from_bytes

    match = from_bytes(sample).best()
    return [match.encoding] if match else []


def different_texts(sample: bytes, scores: dict[str, float]) -> list[str]:
    """The encodings that score about as much as the best one, the first of those that give the same text."""
    texts: dict[str, str] = {}  # The first encoding that gives each.
    best: dict[str, float] = {}
    for name, score in scores.items():
        first = texts.setdefault(sample.decode(name, errors="replace"), name)
        best[first] = max(best.get(first, 0.0), score)
    ranked = sorted(best, key=lambda name: -best[name])
    return [name for name in ranked if best[name] >= ABOUT * best[ranked[0]]]
