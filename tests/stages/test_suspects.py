import re
from pathlib import Path

import pytest

from stages.suspects import main
from tests.classification.test_label_errors import RECORDS
from textrnn.classification.linear_models import LinearModels
from textrnn.data.records import Record, write_records
from textrnn.files import read_rows, write_json


@pytest.mark.parametrize("most", [1000, 30])
def test_suspects_are_named_by_their_place_in_training(
    most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("params.yaml").write_text(f"task: {{suspects: {{folds: 4, most_documents: {most}}}}}\n")
    models = LinearModels(
        pattern=re.compile(r"\S+"), longest_word_ngram=1, longest_character_ngram=3, svm_c=[1.0], logistic_c=10.0
    )
    for name in ("splits", "baselines"):
        Path(name).mkdir()
    write_json(Path("baselines/linear_models.json"), models.model_dump(mode="json"))
    records = [*RECORDS, Record("gold gold, silver", "grain", "s")]
    write_records(Path("splits/train.jsonl"), records)
    main("task", splits=Path("splits"), baselines=Path("baselines"), suspects=Path("suspects.csv"))
    rows = read_rows(Path("suspects.csv"))
    for row in rows:
        record = records[int(row["document"])]
        assert (row["label"], row["text"]) == (record.label, record.text)
    if most == 1000:
        assert (rows[0]["document"], rows[0]["suggested"]) == (str(len(RECORDS)), "metal")
        assert float(rows[0]["suggested_probability"]) > 0.5 > float(rows[0]["probability"])
