# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     notebook_metadata_filter: -jupytext.text_representation.jupytext_version
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # RNN classification
#
# What is a news story about? A recurrent neural network (RNN) reads it word by word and chooses one of a few topics.
# This notebook goes all the way: from documents to numbers, from ten lines of PyTorch to a trained network,
# from a learning curve to a score on texts that nobody has looked at. Then it tries what makes the network better,
# and puts the network of this project's pipeline beside it.
#
# | | |
# | --- | --- |
# | you should know | Python, what a gradient is, a little PyTorch |
# | it takes | about two minutes on one core; another minute the first time, for a download |
# | it needs | `make install`, and the kernel of `.venv`; `make notebooks` runs it without a browser |
#
# The data is the pipeline's own. What `make repro` has left in `data/` is used; what is not there,
# the second cell has DVC make. The networks are trained here, and are small enough for that.
# The pipeline's own network takes minutes, so its scores are read from `metrics/`.
#
# The first cell pins the *numerics*: one thread, and arithmetic that all CPUs of the last ten years share.
# If it says *portable*, your numbers below are the committed ones, bit for bit ([how](../docs/same-bits.md)).

# %%
from textrnn.notebook import begin, build, show_picture, show_table

begin()

# %%
import copy
from collections import Counter
from pathlib import Path
from textwrap import shorten

import matplotlib.pyplot as plt
import numpy as np
import torch
from IPython.display import SVG, Markdown, clear_output
from torch import Tensor, nn
from torch.utils.data import DataLoader

from stages import embed, pad
from stages.classification.evaluate import Classified
from textrnn.classification.batches import Documents
from textrnn.classification.class_scores import score_classes
from textrnn.classification.evaluation import score_predictions
from textrnn.classification.metrics import score_labels
from textrnn.classification.network import ClassifierNetwork
from textrnn.classification.scores import predict
from textrnn.classification.training import (
    TrainParams,
    batches_by_length,
    calibrate,
    shuffled_epochs,
)
from textrnn.classifier import Classifier
from textrnn.data.arrays import read_arrays
from textrnn.data.records import SPLITS, read_records
from textrnn.data.tokenizer import END_ID, read_tokenizer, stand_ins
from textrnn.data.tokenizer_fitting import Tokenization
from textrnn.data.tokenizer_fitting import fit as fit_tokenizer
from textrnn.files import read_json
from textrnn.params.section import read_section
from textrnn.params.yaml_file import read_yaml
from textrnn.report.baselines import BASELINES, best_baseline
from textrnn.report.charts import draw_confusion_matrix, draw_learning_curve
from textrnn.report.data_charts import draw_lengths, draw_split_sizes
from textrnn.training.fit import fit

build("classification")

# %% [markdown]
# ## 1 Documents
#
# Reuters-21578 in its R8 cut: news of 1987, each with one of eight topics. The texts come in lower case,
# without digits or punctuation.

# %%
folder = Path("data/splits/classification")
records = {split: list(read_records(folder / f"{split}.jsonl")) for split in SPLITS}

for record in records["train"][:4]:
    print(f"{record.label:>8}: {shorten(record.text, 100, placeholder=' …')}")

# %% [markdown]
# Topics are far from equally frequent. Whoever always says `earn` is right half of the time, and has learned nothing.
# So we look at two scores: *accuracy*, the share of documents that are right, and *macro-F1*, the F1 score of each
# class averaged over the classes, in which the rarest topic weighs as much as the most frequent one.

# %%
sizes = {split: Counter(str(record.label) for record in records[split]) for split in SPLITS}
show_picture(draw_split_sizes, sizes, "documents", "Documents of each class")

# %% [markdown]
# ## 2 The splits, and why they come first
#
# - **train** is what the network learns from.
# - **valid** is what we look at while we choose: how long to train, which variant is best.
# - **test** is looked at once, at the end. Its score is the one that counts, as nothing was chosen by it.
#
# The split comes before anything is fitted, the vocabulary included. Below, the same kind of vocabulary is
# fitted twice: on train, as it should be, and on all texts. The second one meets far fewer unknown words in test,
# but only because it has seen test: a text of tomorrow is in no vocabulary.

# %%
tokenization = read_section("classification.tokenize", Tokenization)
data = read_json(Path("metrics/classification/data.json"))

all_texts = [record.text for split in SPLITS for record in records[split]]
fitted_on_all = fit_tokenizer(all_texts, tokenization)
ids = [fitted_on_all.encode(record.text).ids for record in records["test"]]
share = np.mean(np.isin(np.concatenate(ids), stand_ins(fitted_on_all)))
outside = [data[split]["tokens_outside_vocabulary"] for split in SPLITS]

show_table(
    ["", *SPLITS],
    [
        ["documents", *(f"{data[split]['documents']:,}" for split in SPLITS)],
        ["words", *(f"{data[split]['tokens']:,}" for split in SPLITS)],
        ["unknown", *(f"{part:.1%}" for part in outside)],
        ["unknown, if fitted on all", "", "", f"{share:.1%}"],
    ],
)

# %% [markdown]
# (Train itself has unknown words, as a word that occurs only once there is left out of the vocabulary.)
#
# Another leak: the same text in two splits. `stages/classification/split.py` deals texts by their hash, so that equal
# ones stay together. Only the official test set, which is taken as it is, may repeat what train has:

# %%
train, valid, test = ({record.text for record in records[split]} for split in SPLITS)
print("texts in both train and valid:", len(train & valid))
print("texts in test that are in train or valid, too:", len(test & (train | valid)))

# %% [markdown]
# ## 3 Tokenize, and number the words
#
# A tokenizer cuts a text into words, and its vocabulary gives each word a number. Rare words share one token, `<unk>`:
# nothing can be learned of a word that was seen once.

# %%
tokenizer = read_tokenizer(Path("data/tokenizers/classification.json"))
n_word = tokenizer.get_vocab_size()

encoding = tokenizer.encode("OPEC agrees to cut oil output says Khalifa")
print(encoding.tokens)
print(encoding.ids)
print(f"{n_word:,} words in the vocabulary, such as")
print([tokenizer.id_to_token(number) for number in range(10)])

# %% [markdown]
# Numbers are given by frequency: `<end of text>` and `<unk>` first, then the most frequent words.
# The network will never see a word, only its number.
#
# The pipeline has encoded all documents, one behind the other, in one array of integers; `ends` says where each ends.

# %%
arrays = {split: read_arrays(Path(f"data/ids/classification/{split}")) for split in SPLITS}
labels = read_json(Path("data/ids/classification/labels.json"))
n_classes = len(labels)

first = arrays["train"].ids[: arrays["train"].ends[0]]
print(first.tolist())
print(shorten(tokenizer.decode(first.tolist()), 100, placeholder=" …"))
print("label", arrays["train"].labels[0], "is", labels[arrays["train"].labels[0]])

# %% [markdown]
# ## 4 Pad
#
# A batch is a rectangle of numbers, and documents have all lengths. Long ones are cut, short ones are filled up
# with token 0. Here we read the first 100 words, half of what the pipeline reads: news say early what they are about.

# %%
reading = pad.Params(max_length=100, pad_to_multiple_of=4)
documents = {
    split: Documents(arrays[split].ids, pad.pad(arrays[split], reading)) for split in SPLITS
}

lengths = arrays["train"].ends - arrays["train"].starts
whole = float(np.mean(lengths <= reading.max_length))
show_picture(draw_lengths, lengths, whole, reading.max_length, "documents")

# %% [markdown]
# ## 5 Batches
#
# `DataLoader` shuffles the documents and deals them out, 64 at a time. What is dealt are numbers of documents;
# the pipeline's `Documents` gathers their tokens and pads them.


# %%
def make_loader(split: str, *, shuffle: bool) -> DataLoader:
    return DataLoader(
        range(len(documents[split].examples)),
        batch_size=64,
        shuffle=shuffle,
        generator=torch.Generator().manual_seed(1),
        collate_fn=lambda rows: documents[split][np.array(rows)],
    )


batch = next(iter(make_loader("train", shuffle=True)))
tokens, lengths = batch.inputs
print("shapes of tokens, lengths, labels:")
print(*(tuple(part.shape) for part in (tokens, lengths, batch.targets)))
print("the last columns of a few documents:")
print(tokens[:6, -12:].numpy())
print(f"{1 - int(lengths.sum()) / tokens.numel():.0%} of this batch is padding")

# %% [markdown]
# A good part of the arithmetic goes into padding. The pipeline deals documents of about the same length together
# (`ByLength` in `textrnn/classification/batches.py`), and so pads far less. For now we leave it at that.
#
# ## 6 The network, in ten lines
#
# - `nn.Embedding` gives each word a vector, which is learned like any other weight;
# - `nn.LSTM` reads these vectors from left to right, and after each word has a *state*: what it knows so far;
# - the state after the last word stands for the document;
# - `nn.Linear` turns it into a *logit* for each class: the larger, the likelier.


# %%
class RNNClassifier(nn.Module):
    def __init__(self, n_word: int, n_embedding: int, n_lstm: int, n_classes: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(n_word, n_embedding)
        self.lstm = nn.LSTM(n_embedding, n_lstm, batch_first=True)
        self.linear = nn.Linear(n_lstm, n_classes)

    def forward(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        states, _ = self.lstm(self.embedding(tokens))  # (batch, time, n_lstm)
        last = states[torch.arange(len(tokens)), lengths.clamp(min=1) - 1]
        return self.linear(last)  # (batch, n_classes)


n_embedding = n_lstm = 64
torch.manual_seed(1)
model = RNNClassifier(n_word, n_embedding, n_lstm, n_classes)

show_table(
    ["weights", "shape"],
    ([name, str(tuple(weight.shape))] for name, weight in model.named_parameters()),
)

# %% [markdown]
# Why not `states[:, -1]`? Because that is the state after the *padding*. The LSTM goes on reading zeros there, and
# what it knew fades. The prediction for a document would depend on how long the others in its batch are.
# With the state at the last word it does not:

# %%
with torch.no_grad():
    short = int(lengths.argmin())
    alone = model(tokens[[short], : lengths[short]], lengths[[short]])
    among_others = model(tokens, lengths)[[short]]
print("same logits alone and in its batch:", torch.allclose(alone, among_others, atol=1e-6))

# %% [markdown]
# ## 7 The loss
#
# `softmax` makes probabilities of logits. The loss of a document is the negative logarithm of the probability that
# the network gives its true class (negative log-likelihood, NLL). Two layers and losses of PyTorch are the same thing:
#
# - the network ends with `log_softmax`, and the loss is `nll_loss`;
# - the network ends with logits, and the loss is `cross_entropy`, which does both at once, in a numerically safe way.

# %%
with torch.no_grad():
    logits = model(tokens, lengths)
    log_probabilities = logits.log_softmax(dim=-1)
    by_hand = -log_probabilities[torch.arange(len(logits)), batch.targets].mean()
    in_two_steps = nn.functional.nll_loss(log_probabilities, batch.targets)
    in_one = nn.functional.cross_entropy(logits, batch.targets)

print(f"by hand           {by_hand:.4f}")
print(f"log-softmax + NLL {in_two_steps:.4f}")
print(f"cross-entropy     {in_one:.4f}")
print(f"a guess among {n_classes} classes costs log({n_classes}) = {np.log(n_classes):.4f}")

# %% [markdown]
# ## 8 Train
#
# Adam at a learning rate of 0.001, eight times through train. After each epoch we look at valid, and keep the weights
# that were best there. (`fused=True` is the same Adam in one kernel; without it, its square root has other last bits
# on other CPUs.)


# %%
@torch.no_grad()
def evaluate(model: nn.Module, split: str) -> tuple[Tensor, Tensor]:
    """Logits and labels of all documents of a split."""
    model.eval()
    batches = list(make_loader(split, shuffle=False))
    logits = torch.cat([model(*batch.inputs) for batch in batches])
    return logits, torch.cat([batch.targets for batch in batches])


optimizer = torch.optim.Adam(model.parameters(), lr=0.001, fused=True)
loader = make_loader("train", shuffle=True)
curve: list[dict[str, float]] = []

for epoch in range(1, 9):
    model.train()
    losses = []
    for batch in loader:
        loss = nn.functional.cross_entropy(model(*batch.inputs), batch.targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    logits, targets = evaluate(model, "valid")
    point = {
        "epoch": epoch,
        "train_loss": np.mean(losses),
        "valid_loss": nn.functional.cross_entropy(logits, targets).item(),
        **score_labels(targets.numpy(), logits.argmax(dim=-1).numpy()),
    }
    curve.append(point)
    print("  ".join(f"{name} {value:.3g}" for name, value in point.items()))
    best = min(curve, key=lambda point: point["valid_loss"])
    if point is best:
        best_weights = copy.deepcopy(model.state_dict())

_ = model.load_state_dict(best_weights)

# %%
show_picture(draw_learning_curve, curve, best["epoch"], "document")

# %% [markdown]
# How to read a learning curve: as long as both losses fall, the network learns what holds for other texts, too.
# When the one on train falls and the one on valid rises, it learns its training texts by heart (it *overfits*).
#
# Accuracy looks fair, macro-F1 does not. The scores of each class on valid say why: the two rarest topics are never
# found.


# %%
def class_table(logits: Tensor, targets: Tensor) -> Markdown:
    classified = Classified(logits.log_softmax(dim=-1), targets.numpy(), labels)
    scores = score_classes(labels, classified.predictions())
    largest_first = sorted(scores, key=lambda row: -row[-1])
    return show_table(
        ["", "precision", "recall", "F1", "documents"],
        (
            [label, *(f"{score:.2f}" for score in scores), str(count)]
            for label, *scores, count in largest_first
        ),
    )


logits, targets = evaluate(model, "valid")
class_table(logits, targets)

# %% [markdown]
# ## 9 What makes it better?
#
# The pipeline's network is the one above with some switches, each of them a parameter in `params.yaml`:
#
# - **bidirectional**: a second LSTM reads the text from its end;
# - **dropout**: in training, some words and features are left out at random, so that none is relied on alone;
# - **pooling**: the maximum and the mean of all states, in place of the last one, which has to remember a whole text;
# - **vectors from counts**: the embedding does not start at random, but from which words stand near each other in the
#   training texts (`stages/embed.py`), so words of one field are alike from the start.
#
# Each row below is a training of four epochs with the pipeline's own code. The first has the settings of section 8,
# which `recipes/notebooks.yaml` lists. The next four change one thing each, then come all four together, and
# last the pipeline's whole recipe, which has more: AdamW with a rate that falls, smaller batches of documents of one
# length, orthogonal weights at the start, and the loss of a support vector machine.
#
# **Rerun it**: change a row, or add one, and run the cells of this section again. Any parameter of
# `classification.train` can be named; [Parameters](../docs/parameters.md) lists them. Look at valid, not at test.

# %%
EPOCHS = 4

default = read_section("classification.train", TrainParams)
pipeline = default.model_dump()
plain = pipeline | read_yaml(Path("recipes/notebooks.yaml"))["classification"]["train"]
pooling = {"pooling": pipeline["pooling"]}
bidirectional = {"bidirectional": True}
dropouts = ("word_dropout", "embedding_dropout", "dropout")
dropout = {name: pipeline[name] for name in dropouts}

params = read_section("classification.embed", embed.Params)
params = params.model_copy(update={"embedding_size": n_embedding})
unknown = [END_ID, *stand_ins(tokenizer)]  # They are near to nothing.
near = embed.count_neighbours(arrays["train"], n_word, unknown, params.window)
from_counts = embed.neighbour_vectors(near, params)
at_random = embed.random_vectors(n_word, params.model_copy(update={"std": 1.0}))

variants = {
    "as in section 8": (plain, at_random),
    "bidirectional": (plain | bidirectional, at_random),
    "dropout": (plain | dropout, at_random),
    "pooling": (plain | pooling, at_random),
    "vectors from counts": (plain, from_counts),
    "all four": (plain | bidirectional | dropout | pooling, from_counts),
    "the pipeline's recipe": (pipeline, from_counts),
}


# %%
Trained = tuple[ClassifierNetwork, list[float]]


def train(values: dict[str, object], vectors: embed.Vectors) -> Trained:
    """A network, and its accuracy on valid after each epoch."""
    small = {"hidden_size": n_lstm, "epochs": EPOCHS, "shards": 1}
    params = TrainParams(**values | small)
    torch.manual_seed(params.seed)
    network = ClassifierNetwork(torch.from_numpy(vectors), labels, params)
    valid = batches_by_length(documents["valid"], params.batch_size)
    points = fit(network, shuffled_epochs(documents["train"], params), valid, params)
    return network.eval(), [point.valid_accuracy for point in points]


def score(network: ClassifierNetwork, split: str) -> dict[str, float]:
    """Accuracy, macro-F1 and loss."""
    log_probabilities = predict(network, documents[split], 64, split)
    return score_predictions(log_probabilities, documents[split].examples["label"])


networks, accuracies, scores = {}, {}, {}
for name, (values, vectors) in variants.items():
    networks[name], accuracies[name] = train(values, vectors)
    scores[name] = score(networks[name], "valid")
clear_output()  # Of the progress of training.


def percents(found: dict[str, float]) -> list[str]:
    """Accuracy and macro-F1 in %."""
    return [f"{100 * found[name]:.2f}" for name in ("accuracy", "macro_f1")]


show_table(
    ["in %", "valid accuracy", "valid macro-F1", f"wrong of {len(targets)}", "weights"],
    (
        [
            name,
            *percents(scores[name]),
            str(round((1 - scores[name]["accuracy"]) * len(targets))),
            f"{sum(weight.numel() for weight in networks[name].parameters()):,}",
        ]
        for name in variants
    ),
)

# %%
figure, axes = plt.subplots(figsize=(6.4, 4))
for (name, values), marker in zip(accuracies.items(), "ov^sDPX", strict=False):
    axes.plot(range(1, EPOCHS + 1), values, marker=marker, markersize=5, label=name)
axes.set(xlabel="epoch", ylabel="accuracy on valid", xticks=range(1, EPOCHS + 1))
_ = axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))

# %% [markdown]
# This is one seed, and a few hundred documents: a difference of a few documents is chance. What stands out beyond
# that: one last state is a poor summary of a text. The backward reader's last state is a better one, as it ends
# at the headline. Vectors that know something save epochs, and all of it together finds rare topics, too.
# Dropout is for long trainings, and shows little in four epochs. The pipeline's recipe gains most: its learning rate is
# five times as high and falls to zero, and its batches are half as large, so it takes more steps, and larger ones.
# (The table has the weights of the epoch with the smallest loss on valid, the picture the accuracy after each epoch.)
# [Results](../docs/results.md#what-each-ingredient-is-worth) has the pipeline's network without each of its
# ingredients, over three seeds.
#
# ## 10 The pipeline's network beside it
#
# It has twice the units, reads twice as many words of a text, and trains for longer. Its scores on valid, beside
# those of models that are no networks (all read from `metrics/`), and those of the two extremes above:

# %%
metrics = read_json(Path("metrics/classification/scores.json"))
beside = {BASELINES[name]: found["valid"] for name, found in metrics["baselines"].items()}
extremes = ("as in section 8", "the pipeline's recipe")
beside |= {f"{name}, {EPOCHS} epochs": scores[name] for name in extremes}
beside |= {"the pipeline": metrics["network"]["valid"]}

show_table(
    ["in %", "valid accuracy", "valid macro-F1"],
    ([name, *percents(found)] for name, found in beside.items()),
)

# %% [markdown]
# TF-IDF with a linear model takes seconds and is hard to beat on texts whose topic is told by single words.
# Always compare with it. This is how the pipeline's network learned, read from `plots/`. Its loss is the squared
# hinge, so the heights of this curve and of that in section 8 cannot be compared:

# %%
SVG(filename="plots/classification/pictures/learning_curve.svg")

# %% [markdown]
# ## 11 Test, once
#
# All choices are made, on valid: among the networks of section 9 the one with the fewest errors there.
# Now, and only now, we look at test. The network of section 8 is scored along with it, for the record, and so is the
# model without a network that is best on valid.

# %%
chosen = max(scores, key=lambda name: scores[name]["accuracy"])

logits, targets = evaluate(model, "test")
of_ten_lines = score_labels(targets.numpy(), logits.argmax(dim=-1).numpy())
without_network, baseline = best_baseline(metrics, "accuracy", max)
results = {
    "the ten lines": {"valid": best, "test": of_ten_lines},
    f"here: {chosen}": {"valid": scores[chosen], "test": score(networks[chosen], "test")},
    BASELINES[without_network]: baseline,
    "the pipeline": metrics["network"],
}
lines = {
    "Validation accuracy": ("valid", "accuracy"),
    "Test accuracy": ("test", "accuracy"),
    "Macro-F1 (test)": ("test", "macro_f1"),
}

show_table(
    ["in %", *results],
    (
        [f"**{name}**", *(f"{100 * found[split][key]:.2f}" for found in results.values())]
        for name, (split, key) in lines.items()
    ),
)

# %%
log_probabilities = predict(networks[chosen], documents["test"], 64, "test")
predicted = log_probabilities.argmax(dim=-1).numpy()
counts = np.zeros((n_classes, n_classes), dtype=np.int64)
np.add.at(counts, (documents["test"].examples["label"], predicted), 1)
show_picture(draw_confusion_matrix, counts, labels)

# %% [markdown]
# ## 12 Use it
#
# With its tokenizer, the network reads any text. A *temperature* is fitted on valid first, by which its logits are
# divided: then its probabilities are about as often right as they say.

# %%
network = networks[chosen]
network.temperature = calibrate(network, batches_by_length(documents["valid"], 64))
classifier = Classifier(network, tokenizer, reading)
news = [
    "OPEC agrees to cut oil output",
    "The department of agriculture expects lower exports of wheat and corn",
    "First quarter net profit rises, board declares dividend",
    "It will rain tomorrow",
]
for text, prediction in zip(news, classifier.predict(news), strict=True):
    print(f"{prediction.label:>8} {prediction.probability:.2f}  {text}")

# %% [markdown]
# The last text is about none of the topics, and a classifier has to choose one all the same. Its probability does not
# tell: it is higher than that of the second text, whose topic is right. So `textrnn classify` says besides how many of
# a text's words the model knows.
# The pipeline's network is used in the same way, `Classifier.load("data/models/classification")`, or on the command
# line: `textrnn classify "OPEC agrees to cut oil output"`.
#
# ## Exercises
#
# 1. Use `states[:, -1]` in section 6 after all, and train again. What happens to the loss, and why?
# 2. Pool in the ten lines: `states.amax(dim=1)` instead of the last state. Does padding matter here? How would you
#    leave it out?
# 3. Section 9, with 12 epochs: does dropout pay off now? (Three minutes more.)
# 4. Read 20 words instead of 100 in section 4. Which classes suffer?
# 5. Choose another variant *after* having seen its score on test. Why is that score no longer an honest one?
