"""Texts that begin with a dash."""

import json
from pathlib import Path

import pytest

from tests.cli.command import Run, refused

TEXTS = ["-5 Grad", "-5", "- be", "-1.5", "--", "---", "-hot or not", "--json is an option", "-", "—", "-é", "-h=1 x"]


def texts(output: tuple[int, str, str]) -> list[str]:
    assert output[0] == 0
    return [json.loads(line)["text"] for line in output[1].splitlines()]


def test_what_can_be_no_option_is_a_text(classify: Run) -> None:
    dashed = [text for text in TEXTS if text not in {"--", "-h=1 x"}]
    assert texts(classify(*dashed, "--json", "be")) == [*dashed, "be"]
    assert texts(classify("be", "--json", "--top", 2, *dashed)) == ["be", *dashed]


def test_behind_two_dashes_all_are_texts(classify: Run) -> None:
    assert texts(classify("--json", "-5 x", "--", *TEXTS, "--json", "-h")) == ["-5 x", *TEXTS, "--json", "-h"]


def test_the_value_of_an_option_stays_what_it_is(classify: Run) -> None:
    Path("-5 in.csv").write_text("-5 text,x\n-be,1\n", encoding="utf-8")
    words = ["--input", "-5 in.csv", "--text-column", "-5 text", "--json"]
    assert texts(classify(*words)) == texts(classify("--input=-5 in.csv", "--text-column=-5 text", "--json")) == ["-be"]
    assert texts(classify("--input", "-", "--json", stdin="-5 x\n")) == ["-5 x"]


@pytest.mark.parametrize("text", ["-x", "-x=3 degrees", "--gibberish", "-be", "-hot"])
def test_what_could_be_an_option_is_refused_with_the_remedy(classify: Run, text: str) -> None:
    quoted = f"'{text}'" if " " in text else text
    assert f"A text that begins so goes behind --: textrnn classify -- {quoted}\n" in refused(classify(text))
    assert texts(classify("--json", "--", text)) == [text]


def test_a_slip_of_an_option_is_no_text(classify: Run) -> None:
    message = refused(classify("be", "--jsn"))
    assert "Did you mean '--json'?" in message
    assert "behind --" not in message


def test_a_text_to_explain_may_begin_with_a_dash(run: Run, classifier: Path) -> None:
    status, out, _ = run("explain", "--model", classifier, "-5 be", "--json")
    assert status == 0
    assert "".join(word["text"] for word in json.loads(out)["words"]) == "-5 be"
