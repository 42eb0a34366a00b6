"""What the card of a classifier says."""

from typing import Any

from textrnn.model.card import Publish, better_baselines, front_matter, hyperparameter_table, page, scores_table
from textrnn.report.baselines import BASELINES, MCNEMAR, best_baseline, verdict, written_chance
from textrnn.report.markdown import escaped
from textrnn.report.never_predicted import listed, never_predicted_sentences

HUB_TASK = "text-classification"
USAGE = """from textrnn.classifier import Classifier

classifier = Classifier.load("path/to/this/folder")
print(classifier.predict(["some text"])[0])"""
NAMED = 50  # Labels that the card lists.


def headline(scores: dict[str, Any]) -> str:
    """The accuracy beside that of the best baseline, and the classes that are never predicted."""
    name, baseline = best_baseline(scores, "accuracy", max)
    network, other = (of["test"]["accuracy"] for of in (scores["network"], baseline))
    if other > network:
        first = f"Behind {BASELINES.get(name, name)}, which gets {100 * other:.2f} % of the test documents right; "
        first += f"this model gets {100 * network:.2f} %."
    else:
        first = f"{100 * network:.2f} % of the test documents right; "
        first += f"{BASELINES.get(name, name)} gets {100 * other:.2f} %."
    lines = [f"{first} {verdict(scores)}"]
    if distinct := scores.get("without_duplicates"):
        lines.append(
            f"Many test documents are duplicates; with each text and label counted once, in {distinct['documents']:,}, "
            f"it gets {100 * distinct['test']['accuracy']:.2f} %, {BASELINES.get(name, name)} "
            f"{100 * distinct['baselines'][name]['accuracy']:.2f} %."
        )
    return "\n\n".join([*lines, *never_predicted_sentences(scores, escaped)])


def results_text(scores: dict[str, Any], data: dict[str, Any]) -> str:
    """The scores on test beside those of the baselines, and what qualifies them."""
    header = ["on test", "accuracy, %", "macro-F1, %", "McNemar's p"]
    paragraphs = [scores_table(header, scores, score_cells)]
    if names := better_baselines(scores, "accuracy", higher=True):
        paragraphs.append(f"With a higher accuracy: {names}.")
    if seen := data["test_texts_seen_in_training"]:
        count = data["test"]["documents"]
        paragraphs.append(f"Of the {count:,} test texts {seen:,} are in the training data, word for word.")
    return "\n\n".join(paragraphs)


def score_cells(scores: dict[str, float]) -> list[str]:
    """Accuracy and macro-F1 in %; of a baseline, the chance that it is as good as the model."""
    chance = [written_chance(scores[MCNEMAR])] if MCNEMAR in scores else [""]
    return [*(f"{100 * scores[name]:.2f}" for name in ("accuracy", "macro_f1")), *chance]


def data_text(params: Publish, data: dict[str, Any], config: dict[str, Any]) -> str:
    """What it was trained on, how much of a document it reads, and its classes."""
    labels = config["labels"]
    train, valid, test = (data[split]["documents"] for split in ("train", "valid", "test"))
    return (
        f"{escaped(params.data)}: {train:,} documents for training, {valid:,} for validation, {test:,} for test.\n\n"
        f"{what_is_read(config)}; {cut_documents(data['test'])}.\n\n"
        f"{len(labels)} classes: {listed(list(map(escaped, labels)), NAMED)}."
    )


def what_is_read(config: dict[str, Any]) -> str:
    """How much of a document is read, and by what."""
    longest = config["truncation"]["max_length"]
    if config.get("svm"):
        return f"The SVM reads all of a document, the network its first {longest:,} tokens"
    return f"It reads the first {longest:,} tokens of a document"


def cut_documents(test: dict[str, Any]) -> str:
    """How much of the test documents is not read."""
    if not test["documents_cut"]:
        return "no test document has more"
    unread = f"{100 * test['tokens_not_read']:.2f} % of all tokens of test are not read"
    return f"{test['documents_cut']:,} test documents have more, so that {unread}"


def abstention_text(rule: dict[str, Any]) -> str:
    """When it should rather not answer, and what that does on test."""
    wanted = f"{100 * rule['min_accuracy']:g} %"
    if rule["threshold"] is None:
        return f"Of its surest answers on validation fewer than {wanted} are right, so it cannot tell when to abstain."
    text = f"Of the answers on validation with a probability of {rule['threshold']:.4f} or more, {wanted} are right. "
    answered = f"With `textrnn classify --abstain` it answers {100 * rule['answered']:.2f} % of the test documents"
    return text + answered + (f", {100 * rule['accuracy']:.2f} % of them right." if rule["answered"] else ".")


def description(config: dict[str, Any], data: dict[str, Any]) -> str:
    """What the network is."""
    layers = config["architecture"]["layers"]
    network = f"LSTMs in {layers} layer{'s' if layers > 1 else ''}" if layers else "no LSTM: a bag of words"
    documents = f"{data['valid']['documents']:,} validation documents"
    temperature = f"temperature {config['temperature']}, fitted to {documents}"
    text = f"A text classifier: vectors of tokens, {network}, a probability for each class ({temperature})."
    if svm := config.get("svm"):
        text += (
            f" To its logits the margins of a linear SVM on n-grams are added, times {svm['weight']:g}, "
            f"which was chosen on the {documents} as well."
        )
    return text


def make_card(params: Publish, config: dict[str, Any], data: dict[str, Any], first_lines: str) -> str:
    """The card of a classifier."""
    sections = {
        "Data": data_text(params, data, config),
        "Results": results_text(config["scores"], data),
        **({"Abstaining": abstention_text(config["abstention"])} if config.get("abstention") else {}),
        "Hyperparameters": hyperparameter_table(config),
    }
    test = config["scores"]["network"]["test"]
    front = front_matter(
        params, HUB_TASK, {"accuracy": ("accuracy", test["accuracy"]), "f1": ("macro-F1", test["macro_f1"])}
    )
    return page(params, front, f"{description(config, data)}\n\n{first_lines}", USAGE, sections)
