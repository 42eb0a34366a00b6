import datetime
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import ruamel.yaml
import yaml
from hypothesis import given
from hypothesis import strategies as st

from textrnn.errors import InputError
from textrnn.params.yaml_file import YamlFile, read_numerics, read_yaml
from textrnn.params.yaml_loader import DEEPEST, Loader

PAIR = "a: &base {x: 1, y: 2}\nb: {<<: *base, y: 3}\n"


def as_dvc_reads(text: str, *, pure: bool = True) -> Any:
    """By ruamel.yaml, whose own scanner and the one in C do not refuse quite the same."""
    return ruamel.yaml.YAML(typ="safe", pure=pure).load(text)


def as_read(text: str) -> Any:
    return Loader(text).read()


def outcome(read: Callable[..., Any], text: str, **options: bool) -> str:
    """The value that is read, with its types; or that it is refused."""
    try:
        return repr(comparable(read(text, **options)))
    except (yaml.YAMLError, ruamel.yaml.error.YAMLError, ValueError, LookupError):
        return "refused"


def comparable(value: Any) -> Any:
    """The zone of a time without the name that ruamel.yaml gives it."""
    match value:
        case dict():
            return {comparable(key): comparable(item) for key, item in value.items()}
        case list():
            return [comparable(item) for item in value]
        case datetime.datetime():
            return value.isoformat()
        case _:
            return value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", 0.001),
        ("1E5", 100000.0),
        ("1.0e-3", 0.001),
        (".5", 0.5),
        ("1.", 1.0),
        ("1.5e3", 1500.0),
        (".inf", float("inf")),
        ("-.INF", float("-inf")),
        ("1_000", 1000),
        ("010", 10),
        ("-0_10", -10),
        ("+7", 7),
        ("0o7", 7),
        ("-0o17", -15),
        ("0x1F", 31),
        ("0b101", 5),
        ("1:30", "1:30"),
        ("1e", "1e"),
        ("0,005", "0,005"),
        ("no", "no"),
        ("on", "on"),
        ("y", "y"),
        ("Yes", "Yes"),
        ("OFF", "OFF"),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("Null", None),
        ("", None),
        ("''", ""),
        ("'1e-3'", "1e-3"),
        ("2026-07-01", datetime.date(2026, 7, 1)),
        ("2026-7-1", "2026-7-1"),
        (r"\S+", r"\S+"),
    ],
)
def test_scalars_have_the_types_that_dvc_gives_them(text: str, value: object) -> None:
    assert repr(as_read(f"a: {text}")) == repr(as_dvc_reads(f"a: {text}")) == repr({"a": value})


ODD = st.one_of(
    st.from_regex(r"[-+]?[0-9_]{0,4}\.?[0-9_]{0,3}([eE][-+]?[0-9]{1,2})?", fullmatch=True),
    st.from_regex(r"[-+]?0[box]?[0-9a-fA-F_]{0,4}", fullmatch=True),
    st.from_regex(r"[-+]?\.(inf|Inf|INF|nan|NaN|NAN|iNF)", fullmatch=True),
    st.from_regex(
        r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ][0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]{0,6})?( ?Z)?)?", fullmatch=True
    ),
    st.from_regex(r"[0-9]{1,3}(:[0-5]?[0-9]){1,2}(\.[0-9])?", fullmatch=True),
    st.from_regex(r"y|Y|yes|No|NO|on|Off|true|True|tRUE|false|~|null|NULL|nUll|=|<<|0o8", fullmatch=True),
    st.text("0123456789abcxeEinf_.-+:~=<TF' \"", max_size=8),
)


@given(first=ODD, second=ODD)
@pytest.mark.parametrize("shape", ["{}", "- {}\n- {}", "a: {}\nb: {}", "{}: 1", "[{}, {}]", "a: {{b: [{}], c: {}}}"])
def test_odd_scalars_are_read_as_dvc_reads_them(shape: str, first: str, second: str) -> None:
    text = shape.format(first, second)
    assert outcome(as_read, text) in {outcome(as_dvc_reads, text, pure=pure) for pure in (True, False)}


@pytest.mark.parametrize(
    "text", [PAIR, "a: &x [1, 2]\nb: *x\n", "c: {<<: [{x: 1}, {x: 2, y: 3}]}\n", "", "# nothing\n"]
)
def test_aliases_and_merged_keys_are_those_of_dvc(text: str) -> None:
    assert as_read(text) == as_dvc_reads(text)


def test_a_mapping_may_be_merged_before_it_is_read_itself() -> None:
    text = "a: {b: {c: &x {<<: {k: 0}, k: 1}}}\nd: {<<: *x}\n"
    assert as_read(text) == as_dvc_reads(text) == {"a": {"b": {"c": {"k": 1}}}, "d": {"k": 1}}


@pytest.mark.parametrize(
    "text", ["a: 1\na: 2\n", "b:\n  0x1: 1\n  1: 2\n", "- {a: 1, 'a': 1}\n", "{<<: {a: 1}, <<: {b: 1}}"]
)
def test_a_key_that_is_there_twice_is_refused(text: str) -> None:
    assert outcome(as_dvc_reads, text) == "refused"
    with pytest.raises(yaml.YAMLError, match="found duplicate key"):
        as_read(text)


@pytest.mark.parametrize("text", ["? {a: 1}\n: 2\n", "a: *b\n", "a: !x 1\n", "a: 1\n---\nb: 1\n", "a: =\n"])
def test_what_dvc_refuses_is_refused(text: str) -> None:
    assert outcome(as_read, text) == outcome(as_dvc_reads, text) == "refused"


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_nesting_without_end_is_refused(opening: str, tmp_path: Path) -> None:
    path = tmp_path / "params.yaml"
    path.write_text(opening * 1_000_000, encoding="utf-8")
    with pytest.raises(InputError, match=f"params.yaml cannot be read: it is nested more than {DEEPEST} levels deep"):
        read_yaml(path)


def test_it_reads_the_same_without_libyaml(tmp_path: Path) -> None:
    program = "import yaml; del yaml.CSafeLoader\nfrom textrnn.params.yaml_loader import *\n"
    program += f"print(Loader.__bases__, Loader({PAIR + 'c: 1e-3'!r}).read())"
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert printed == f"({yaml.SafeLoader},) {as_read(PAIR + 'c: 1e-3')}\n"
    assert issubclass(Loader, yaml.CSafeLoader)


def test_reading_loads_neither_pydantic_nor_numpy() -> None:
    program = (
        "import sys, textrnn.params.yaml_file\nprint({'pydantic', 'ruamel.yaml', 'numpy', 'torch'} & {*sys.modules})"
    )
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert printed == "set()\n"


@pytest.mark.parametrize(
    ("names", "line"),
    [(["a"], 1), (["a", "b"], 2), (["a", "c", 1], 5), (["a", "missing"], 1), (["d", "e"], 6), ([], 1)],
)
def test_the_line_of_a_value_is_known(names: list[int | str], line: int, tmp_path: Path) -> None:
    path = tmp_path / "params.yaml"
    path.write_text("a:\n  b: 1\n  c:\n  - 2\n  - 3\nd: {e: 4}\n", encoding="utf-8")
    assert YamlFile(path).place(names) == f"{path}, line {line}"


@pytest.mark.parametrize("kind", ["portable", "fast"])
def test_numerics_are_read(kind: str, tmp_path: Path) -> None:
    (tmp_path / "params.yaml").write_text(f"numerics: {kind}  # or the other\ntask: {{}}\n", encoding="utf-8")
    assert read_numerics(tmp_path / "params.yaml") == kind


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nnumerics: quick\n", "params.yaml, line 2: numerics is 'quick'; it should be portable or fast"),
        ("a: 1\nnumerics: [fast]\n", "params.yaml, line 2: numerics is ['fast']; it should be portable or fast"),
        ("a: 1\n", "params.yaml, line 1: numerics is None; it should be portable or fast"),
        ("- 1\n", "params.yaml, line 1: numerics is None; it should be portable or fast"),
        ("numerics: fast\n\tb: 1\n", "params.yaml, line 2 is no YAML: "),
    ],
)
def test_other_numerics_are_refused(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "params.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_numerics(tmp_path / "params.yaml")
    assert message in str(error.value)


def bomb(levels: int, times: int, pattern: str) -> str:
    """A list that has a list so many times, which again has one as often, and so on."""
    lines = ["a0: &a0 {x: 1}"]
    lines += [
        f"a{level}: &a{level} {pattern.format(', '.join([f'*a{level - 1}'] * times))}" for level in range(1, levels)
    ]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("text", [bomb(7, 20, "[{}]"), bomb(7, 20, "{{<<: [{}]}}"), "a: &a [*a]\n", "a: &a {<<: *a}\n"])
def test_aliases_that_make_millions_of_values_are_refused_at_once(text: str, tmp_path: Path) -> None:
    assert len(text) < 1000
    (tmp_path / "params.yaml").write_text(text)
    with pytest.raises(
        InputError,
        match=r"params.yaml cannot be read: (its aliases make [\d,]+ values|an alias leads to what it stands in)",
    ):
        read_yaml(tmp_path / "params.yaml")


def test_aliases_that_make_some_values_are_read(tmp_path: Path) -> None:
    text = "base: &base {a: 1, b: 2, c: 3}\n" + "".join(f"s{number}: {{<<: *base}}\n" for number in range(50))
    (tmp_path / "params.yaml").write_text(text)
    values = read_yaml(tmp_path / "params.yaml")
    assert values["s49"] == values["base"] == {"a": 1, "b": 2, "c": 3}
