"""What README.md shows of the results: two lines and two tables."""

from textrnn.report.baselines import BASELINES, best_baseline, verdict
from tools.readme.scores import ACCURACIES, BITS, DYNAMIC, GENERATOR, Scores, classifiers, score_table


def headline(classification: Scores, generation: Scores, documents: dict[str, Scores]) -> str:
    """The two lines at the top; `documents` are the statistics of both tasks."""
    return "\n".join(
        [
            f"- **Classifier**: {classifier_line(classification, documents['classification'])}",
            f"- **Generator**: {generator_line(generation, documents['generation'])}",
        ]
    )


def classifier_line(scores: Scores, statistics: Scores) -> str:
    """How much of the test set is right, beside the best baseline."""
    name, baseline = best_baseline(scores, "accuracy", max)
    network, other = (100 * of["test"]["accuracy"] for of in (scores["network"], baseline))
    return (
        f"{network:.2f} % of {statistics['test']['documents']:,} test documents right (Reuters news, "
        f"{statistics['classes']} classes); {BASELINES[name]} gets {other:.2f} %. "
        f"{verdict(scores)}"
    )


def generator_line(scores: Scores, statistics: Scores) -> str:
    """Bits per character on the test set beside the best baseline, with dynamic evaluation and without."""
    name, baseline = best_baseline(scores, "bits_per_character", min)
    bits = {key: scores[key]["test"]["bits_per_character"] for key in ("dynamic_eval", "network")}
    other = baseline["test"]["bits_per_character"]
    return (
        f"{bits['dynamic_eval']:.3f} bits per character on {statistics['test']['documents']} unseen plays of "
        f"Shakespeare with dynamic evaluation, {bits['network']:.3f} as trained; {BASELINES[name]} needs {other:.3f}."
    )


def classifier_table(scores: Scores) -> str:
    """Accuracy and macro-F1 of the best baseline and the network, in %."""
    name, baseline = best_baseline(scores, "accuracy", max)
    return score_table({BASELINES[name]: baseline, **classifiers(scores)}, ACCURACIES)


def generator_table(scores: Scores) -> str:
    """Bits per character of the best baseline and the network."""
    name, baseline = best_baseline(scores, "bits_per_character", min)
    networks = {DYNAMIC: scores["dynamic_eval"], GENERATOR: scores["network"]}
    return score_table({BASELINES[name]: baseline, **networks}, BITS)
