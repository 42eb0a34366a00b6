"""Run a study: the pipeline with other hyperparameters, several seeds of each, a line for each result.

studies/NAME.yaml says what is run, studies/NAME.jsonl has what came out of it so far. `make study-NAME` can be stopped
and started again: what is there is not run again, unless its hyperparameters have changed, in the study or in
params.yaml. `make readme` shows it in docs/results.md.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from textrnn.errors import InputError
from textrnn.files import replacing
from textrnn.temporary import temporary_folder
from tools.pipeline import ROOT, copy_code
from tools.studies import STUDIES, Study, planned, read_results, read_study, refuse_mistakes, result_of
from tools.study_run import carry_out, keep_raw


def carry_out_all(study: dict[str, Study], results: Path) -> None:
    """Carry out what is not there yet, with the code as it is now, and add a line for each."""
    known = read_results(results)
    runs = list(planned(study))
    left = [run for run in runs if not result_of(run, known)]
    print(f"{len(runs) - len(left)} of {len(runs)} runs are there, {len(left) or 'nothing'} left to do", flush=True)
    with temporary_folder() as folder:
        copy_code(folder / "code")
        keep_raw(folder / "shared")
        for number, run in enumerate(left, start=1):
            print(f"{number} of {len(left)}: {run.task}, {run.row}, seed {run.seed}", flush=True)
            line = carry_out(run, study[run.task], folder)
            with results.open("a", encoding="utf-8", newline="\n") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")


def keep_lines(study: dict[str, Study], results: Path, commit: str) -> None:
    """Let lines of a commit count with params.yaml as it is now: what was changed in it changes no score."""
    with temporary_folder() as folder:
        committed = folder / "params.yaml"
        command = ["git", "show", f"{commit}:./params.yaml"]
        committed.write_bytes(subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout)
        before = [run.model_dump() for run in planned(study, committed)]
    now = [run.params for run in planned(study)]
    with replacing(results) as beside, beside.open("w", encoding="utf-8", newline="\n") as file:
        for line in read_results(results):
            same = [params for run, params in zip(before, now, strict=True) if run.items() <= line.items()]
            kept = line | {"params": same[0]} if same else line
            file.write(json.dumps(kept, ensure_ascii=False) + "\n")


def main() -> None:
    """Carry out a study, or keep its lines."""
    parser = argparse.ArgumentParser(prog="python -m tools.study", description=__doc__)
    parser.add_argument("names", nargs="+", help="files in studies/, without .yaml", metavar="name")
    help_of_keep = "what has changed in params.yaml since then changes no score: lines count on"
    parser.add_argument("--keep", metavar="COMMIT", help=help_of_keep)
    words = parser.parse_args()
    try:
        for name in words.names:
            study = read_study(STUDIES / f"{name}.yaml")
            refuse_mistakes(study)
            results = STUDIES / f"{name}.jsonl"
            if words.keep:
                keep_lines(study, results, words.keep)
            else:
                carry_out_all(study, results)
    except InputError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit("stopped: what is done is in studies/; the same command makes the run that was stopped again")


if __name__ == "__main__":
    main()
