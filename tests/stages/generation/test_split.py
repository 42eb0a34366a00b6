import pytest

from stages.generation.split import split_of_sources


def test_every_tenth_work_is_test_and_one_before_it_valid() -> None:
    split = split_of_sources((f"{number:02}" for number in range(38) for _ in range(3)), 10)
    assert [work for work in split if split[work] == "test"] == ["09", "19", "29"]
    assert [work for work in split if split[work] == "valid"] == ["08", "20", "31"]
    assert len(split) == 38


@pytest.mark.parametrize("works", range(3, 20))
def test_no_work_is_lost(works: int) -> None:
    split = split_of_sources(map(str, range(works)), 3)
    assert sorted(split) == sorted(map(str, range(works)))
    assert set(split.values()) == {"train", "valid", "test"}
