"""Fill the parts of README.md between `<!-- name -->` and `<!-- /name -->` from metrics, samples and params.yaml."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from textrnn.files import read_json, write_text
from textrnn.params import read_yaml

ROOT = Path(__file__).parents[1]
SAMPLE_LINES = 24


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(list(header)), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def classification_results(metrics: dict[str, Any]) -> str:
    """Accuracy and macro-F1 of the network beside its baselines."""
    baseline = metrics["baseline"]
    models = {
        "largest class": baseline["majority_class"],
        "TF-IDF + linear SVM": baseline["tfidf_svm"],
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
    verdict = f"On test the network is {abs(ahead):.2f} points {'ahead of' if ahead > 0 else 'behind'} the linear SVM."
    return (
        verdict
        + "\n\n"
        + table(["", "valid accuracy", "valid macro-F1", "test accuracy", "test macro-F1", "test loss"], rows)
    )


def generation_results(metrics: dict[str, Any]) -> str:
    """Bits per character and perplexity of the network beside its baselines."""
    baseline = metrics["baseline"]
    cold = {split: metrics[split]["cold"] for split in ("valid", "test")}
    models = {
        "character frequencies": baseline["character_frequencies"],
        "PPMd, which learns on as it reads": baseline["ppmd"],
        "**stacked LSTMs**, state carried": metrics,
        "the same, each window cold": cold,
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
    ahead = baseline["ppmd"]["test"]["bits_per_character"] - metrics["test"]["bits_per_character"]
    verdict = (
        f"On test the network is {abs(ahead):.3f} bits {'ahead of' if ahead > 0 else 'behind'} the compressor PPMd."
    )
    return verdict + "\n\n" + table(header, rows)


def recipe_results(results: dict[str, dict[str, Any]]) -> str:
    """What each recipe gave, beside the committed hyperparameters."""
    rows = [
        [
            f"[{name}](recipes/{name}.yaml)" if name != "default" else "params.yaml",
            *(f"{100 * found['classification'][split]['accuracy']:.2f}" for split in ("valid", "test")),
            *(f"{found['generation'][split]['bits_per_character']:.3f}" for split in ("valid", "test")),
        ]
        for name, found in results.items()
    ]
    scores = ["valid accuracy", "test accuracy", "valid bits per character", "test bits per character"]
    return table(["", *scores], rows)


def hyperparameters(params: dict[str, Any]) -> str:
    """The `train` sections of both tasks side by side."""
    tasks = [name for name, section in params.items() if name != "numerics"]
    sections = [params[task]["train"] for task in tasks]
    names = list(dict.fromkeys(name for section in sections for name in section))
    rows = [[f"`{name}`", *(str(section.get(name, "")) for section in sections)] for name in names]
    return table(["`train`", *tasks], rows)


def first_sample(samples: str) -> str:
    """The first lines of the first sample, which has no prompt, with the settings."""
    settings, _, pages = samples.partition("\n\n")
    _, _, text, *_ = pages.split("─" * 80)
    return "\n".join([f"At {settings}:", "", "```text", *text.strip().splitlines()[:SAMPLE_LINES], "…", "```"])


def filled(readme: str) -> str:
    """The README with its parts as the results of this folder make them."""
    metrics = {task: read_json(ROOT / f"metrics/{task}.json") for task in ("classification", "generation")}
    recipes = {path.stem: read_json(path) for path in sorted(ROOT.glob("recipes/*.json"))}
    parts = {
        "classification": classification_results(metrics["classification"]),
        "generation": generation_results(metrics["generation"]),
        "recipes": recipe_results({"default": metrics} | recipes),
        "hyperparameters": hyperparameters(read_yaml(ROOT / "params.yaml")),
        "sample": first_sample((ROOT / "samples/generation.txt").read_text(encoding="utf-8")),
    }
    for name, text in parts.items():
        part = re.compile(f"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        readme = part.sub(lambda found, text=text: f"{found[1]}{text}\n{found[2]}", readme)  # type: ignore[misc]
    return readme


def main() -> None:
    """Rewrite README.md."""
    readme = ROOT / "README.md"
    write_text(readme, filled(readme.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
