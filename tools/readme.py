"""Fill the tables of README.md from metrics, samples and params.yaml, and those of docs/results.md from studies."""

import sys
from pathlib import Path
from typing import Any

from textrnn.errors import InputError
from textrnn.files import read_json, write_text
from textrnn.params.section import read_yaml
from textrnn.report.baselines import BASELINES
from textrnn.report.markdown import table
from tools import curves, results
from tools.pipeline import ROOT
from tools.placeholders import filled

SAMPLE_LINES = 24


def classification_results(metrics: dict[str, Any]) -> str:
    """Accuracy and macro-F1 of the network beside its baselines."""
    baseline = metrics["baseline"]
    models = {
        **{name: baseline[key] for key, name in BASELINES.items() if key in baseline},
        "**Embedding + LSTM**": metrics,
    }
    rows = [
        [
            name,
            *(f"{100 * scores[split][score]:.2f}" for split in ("valid", "test") for score in ("accuracy", "macro_f1")),
            f"{scores['test']['loss']:.3f}" if "loss" in scores["test"] else "",
        ]
        for name, scores in models.items()
    ]
    ahead = 100 * (metrics["test"]["accuracy"] - baseline["tfidf_svm"]["test"]["accuracy"])
    chance = metrics["compared"]["tfidf_svm"]["p_value"]
    place = f"{abs(ahead):.2f} points {'ahead of' if ahead > 0 else 'behind'}" if chance < 0.05 else "level with"
    verdict = f"On test the network is {place} the linear SVM (McNemar's p = {chance:.2g})."
    return (
        verdict
        + "\n\n"
        + table(["", "valid accuracy", "valid macro-F1", "test accuracy", "test macro-F1", "test loss"], rows)
    )


def generation_results(metrics: dict[str, Any], adapted: dict[str, Any]) -> str:
    """Bits per character and perplexity of the network beside its baselines."""
    baseline = metrics["baseline"]
    cold = {split: metrics[split]["cold"] for split in ("valid", "test")}
    models = {
        **{name: baseline[key] for key, name in BASELINES.items() if key in baseline},
        "**stacked LSTMs**, which learn on as they read": adapted,
        "**stacked LSTMs**, as trained": metrics,
        "the same, each window from a zero state": cold,
    }
    rows = [
        [
            name,
            *(f"{scores[split]['bits_per_character']:.3f}" for split in ("valid", "test")),
            *(
                f"{scores['test'][score]:.{digits}f}" if score in scores["test"] else ""
                for score, digits in (("loss", 3), ("perplexity", 1))
            ),
        ]
        for name, scores in models.items()
    ]
    header = ["", "valid bits per character", "test bits per character", "test loss per token", "test perplexity"]
    compressor = baseline["ppmd"]["test"]["bits_per_character"]
    gaps = [compressor - scores["test"]["bits_per_character"] for scores in (adapted, metrics)]
    fair, fixed = map(distance, gaps)
    verdict = f"On test the network is {fair} the compressor PPMd if both learn on as they read, {fixed} it as trained."
    return verdict + "\n\n" + table(header, rows)


def distance(gap: float) -> str:
    """How far ahead a network is; another seed may move it by some thousandths."""
    return f"{abs(gap):.3f} bits {'ahead of' if gap > 0 else 'behind'}" if abs(gap) >= 0.005 else "level with"


def recipe_results(results: dict[str, dict[str, Any]]) -> str:
    """What each recipe gave, beside the committed hyperparameters."""
    rows = [
        [
            f"[{name}](recipes/{name}.yaml)" if name != "default" else "params.yaml",
            *(f"{100 * found['classification'][split]['accuracy']:.2f}" for split in ("valid", "test")),
            *(f"{found['generation'][split]['bits_per_character']:.3f}" for split in ("valid", "test")),
            f"{found['generation_adapted']['test']['bits_per_character']:.3f}",
        ]
        for name, found in results.items()
    ]
    instead = results["default"]
    svm, ppmd = instead["classification"]["baseline"]["tfidf_svm"], instead["generation"]["baseline"]["ppmd"]
    accuracies = [f"{100 * svm[split]['accuracy']:.2f}" for split in ("valid", "test")]
    rows.append(["linear SVM; PPMd, which learns on", *accuracies, "", "", f"{ppmd['test']['bits_per_character']:.3f}"])
    scores = [
        "valid accuracy",
        "test accuracy",
        "valid bits per character",
        "test bits per character",
        "test, learning on",
    ]
    return table(["", *scores], rows)


def hyperparameters(params: dict[str, Any]) -> str:
    """The `embed` and `train` sections of both tasks side by side."""
    tasks = [name for name, section in params.items() if name != "numerics"]
    rows = []
    for stage in ("embed", "train"):
        sections = [params[task][stage] for task in tasks]
        names = dict.fromkeys(name for section in sections for name in section)
        rows += [[f"`{stage}.{name}`", *(str(section.get(name, "")) for section in sections)] for name in names]
    return table(["", *tasks], rows)


def first_sample(samples: str) -> str:
    """The first lines of the first sample, which has no prompt, with the settings."""
    settings, _, pages = samples.partition("\n\n")
    _, _, text, *_ = pages.split("─" * 80)
    return "\n".join([f"At {settings}:", "", "```text", *text.strip().splitlines()[:SAMPLE_LINES], "…", "```"])


def readme_parts() -> dict[str, str]:
    """The parts of README.md as the results of this folder make them."""
    metrics = {task: read_json(ROOT / f"metrics/{task}.json") for task in ("classification", "generation")}
    adapted = read_json(ROOT / "metrics/generation_adapted.json")["adapted"]
    recipes = {path.stem: read_json(path) for path in sorted(ROOT.glob("recipes/*.json"))}
    return {
        "classification": classification_results(metrics["classification"]),
        "generation": generation_results(metrics["generation"], adapted),
        "recipes": recipe_results({"default": metrics | {"generation_adapted": adapted}} | recipes),
        "hyperparameters": hyperparameters(read_yaml(ROOT / "params.yaml")),
        "sample": first_sample((ROOT / "samples/generation.txt").read_text(encoding="utf-8")),
    }


def pages() -> dict[Path, str]:
    """The pages whose parts are filled, as they should be."""
    parts = {ROOT / "README.md": readme_parts(), ROOT / "docs/results.md": results.parts(ROOT / "studies")}
    return {path: filled(path.read_text(encoding="utf-8"), found) for path, found in parts.items()}


def main() -> None:
    """Rewrite the pages and their pictures."""
    try:
        for path, text in pages().items():
            write_text(path, text)
        curves.draw_pictures(ROOT / "studies", ROOT / "docs")
    except InputError as error:
        print(error, file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
