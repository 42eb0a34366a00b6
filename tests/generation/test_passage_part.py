import json
from pathlib import Path

from textrnn.generation.passage_part import END, LEVELS, passage_part, token


def test_tokens_are_coloured_by_their_bits() -> None:
    assert [token("a", bits).level for bits in (0.0, 0.99, 1.0, 3.5, 40.0)] == [0, 0, 1, 2, len(LEVELS)]
    assert (token(" To", 2.345).text, token(" To", 2.345).bits) == (" To", "2.3")
    assert token("", 9.0).text == END


def test_a_passage_says_where_it_stands(tmp_path: Path) -> None:
    found = {
        "source": "hamlet",
        "start": 1234,
        "characters": 4,
        "bits_per_character": 2.5,
        "tokens": [["To", 1.0], [" b", 9.0]],
    }
    (tmp_path / "passages.json").write_text(json.dumps({"hardest": [found], "easiest": []}))
    part = passage_part(tmp_path / "passages.json")
    assert part.easiest == ()
    assert part.hardest[0].title == "2.50 bits per character: hamlet, from character 1,234"
    assert "".join(each.text for each in part.hardest[0].tokens) == "To b"
