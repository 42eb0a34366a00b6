import html
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textrnn.errors import InputError
from textrnn.report.data_part import ESCAPED, coverage_table, lengths_table, read_remarks, sizes_table
from textrnn.report.markdown import escaped
from textrnn.report.tables import MOST_ROWS, make_table


def test_deciles_are_lengths_that_so_many_documents_do_not_exceed() -> None:
    lengths = np.random.default_rng(1).integers(1, 5000, 137)
    for share, length in lengths_table(lengths, "document").rows:
        tenth = int(share.removesuffix("\u00a0%")) / 100
        value = int(length.replace(",", ""))
        assert (lengths <= value).mean() >= tenth > (lengths < value).mean()


def test_coverage_is_that_of_the_picture() -> None:
    covered = np.array([[0.1 * n for n in range(1, 11)]] * 3) + np.array([[0], [0.001], [0.002]])
    table = coverage_table(np.repeat(covered, 4, axis=1))
    assert [row[0] for row in table.rows] == ["10", "30", "40"]
    assert table.rows[-1][1:] == ("100.00", "100.10", "100.20")
    assert table.rows[0][1] == "30.00"


def test_sizes_are_those_of_each_split_the_largest_first() -> None:
    table = sizes_table("", {"train": {"a": 1, "b": 2000}, "valid": {"a": 3}, "test": {"c": 1}})
    assert table.rows == (("b", "2,000", "0", "0"), ("a", "1", "3", "0"), ("c", "0", "0", "1"))


def test_a_long_table_says_what_it_leaves_out() -> None:
    table = make_table("", ("name",), [(str(row),) for row in range(MOST_ROWS + 7)])
    assert (len(table.rows), table.more) == (MOST_ROWS, 7)


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1))
def test_a_name_in_a_remark_is_read_as_it_was(name: str) -> None:
    text = escaped(name)
    assert html.unescape(ESCAPED.sub(r"\1", text)) == name


def test_remarks_are_the_list_of_the_page(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "# Data\n\n| a |\n| --- |\n\n- scripts: Latin 100%\n- class a\\_b &lt;c> \\` (`pad.max_length`)\n"
    )
    assert list(read_remarks(tmp_path / "a.md")) == ["scripts: Latin 100%", "class a_b <c> ` (pad.max_length)"]
    (tmp_path / "b.md").write_text("else")
    with pytest.raises(InputError, match=r"b\.md is damaged"):
        list(read_remarks(tmp_path / "b.md"))
