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
# # RNN generation
#
# A network that tells what comes next can write: let it say how likely each next token is, draw one, append it, and
# ask again. This notebook builds such a network of three LSTMs in plain PyTorch, and trains it on plays of Shakespeare.
# At the learning rate that textbooks like to begin with it hardly learns. We find out why, and what does learn.
# Then it writes, and we turn the knobs of sampling: temperature, top-k, top-p.
#
# | | |
# | --- | --- |
# | you should know | Python, gradients, a little PyTorch, as in [RNN-classification](RNN-classification.ipynb) |
# | it takes | about two minutes on one core; another minute the first time, for a download |
# | it needs | `make install`, and the kernel of `.venv`; `make notebooks` runs it without a browser |
#
# The data is the pipeline's own. What `make repro` has left in `data/` is used; what is not there,
# the second cell has DVC make. The networks are trained here, and are small enough for that.
# The pipeline's own network takes minutes, so its scores are read from `metrics/`.
#
# The first cell pins the *numerics*: one thread, and arithmetic that all CPUs of the last ten years share.
# If it says *portable*, your numbers and texts below are the committed ones, bit for bit ([how](../docs/same-bits.md)).

# %%
from textrnn.notebook import begin, build, show_table, show_texts

begin()

# %%
import math
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from IPython.display import clear_output, display
from torch import Tensor, nn
from torch.utils.data import DataLoader

from stages import embed
from stages.sample import RULE
from stages.window import Params as WindowParams
from stages.window import window
from textrnn.data.arrays import read_arrays
from textrnn.data.records import SPLITS, read_records
from textrnn.data.tokenizer import END_ID, encode, read_tokenizer, stand_ins
from textrnn.data.tokenizer_fitting import Tokenization
from textrnn.data.tokenizer_fitting import fit as fit_tokenizer
from textrnn.files import read_json, read_rows
from textrnn.generation.batches import Shuffled, Windows
from textrnn.generation.decoding import Writing, write_texts
from textrnn.generation.network import GeneratorNetwork
from textrnn.generation.sampling import Sampling, draw, probabilities
from textrnn.generation.scores import loss_by_position, score_texts, token_nats, total
from textrnn.generation.training import TrainParams, shuffled_epochs, unseen_tokens
from textrnn.nn.batch import Batch
from textrnn.params.section import read_section
from textrnn.report.baselines import BASELINES
from textrnn.report.charts import DARK, LIGHT
from textrnn.report.terminal import printable
from textrnn.training.fit import fit

build("generation")

# %% [markdown]
# ## 1 The text
#
# The plays of Shakespeare, in Markdown: speakers in bold, stage directions in italics. Whole plays are dealt to the
# splits, so that no scene of a test play has been seen in training: neighbours in a text know too much of each other.
# Train is learned from, valid is looked at while we choose, test is looked at once, at the end.

# %%
folder = Path("data/splits/generation")
records = {split: list(read_records(folder / f"{split}.jsonl")) for split in SPLITS}
data = read_json(Path("metrics/generation/data.json"))

show_table(
    ["", *SPLITS],
    [
        ["plays", *(f"{data[split]['documents']}" for split in SPLITS)],
        ["characters", *(f"{data[split]['characters']:,}" for split in SPLITS)],
        ["tokens", *(f"{data[split]['tokens']:,}" for split in SPLITS)],
    ],
)

# %%
print(records["train"][1].text[:400])

# %% [markdown]
# ## 2 Characters, or tokens
#
# What is one step of the network? It may be a character: few kinds of them, but long sequences, and the network has to
# learn to spell. It may be a word: short sequences, but rare words are unknown. *Byte-pair encoding* (BPE) lies
# between: it begins with characters, and again and again joins the pair that is most frequent in train. Frequent words
# become one token, rare words stay spelled in pieces, and every text can be written.

# %%
tokenization = read_section("generation.tokenize", Tokenization)
train_texts = [record.text for record in records["train"]]
of_characters = fit_tokenizer(train_texts, tokenization.model_copy(update={"kind": "char"}))
tokenizer = read_tokenizer(Path("data/tokenizers/generation.json"))
vocab_size = tokenizer.get_vocab_size()

line = "Some are born great, and some have greatness thrust upon them."
print(*tokenizer.encode(line).tokens, sep="|")

characters, tokens = data["valid"]["characters"], data["valid"]["tokens"]
show_table(
    ["", "vocabulary", "tokens of valid", "characters per token"],
    [
        ["characters", str(of_characters.get_vocab_size()), f"{characters:,}", "1"],
        ["byte pairs", f"{vocab_size:,}", f"{tokens:,}", f"{characters / tokens:.2f}"],
    ],
)

# %% [markdown]
# (Each vocabulary has 256 tokens for bytes, with which characters are spelled that train does not have.)
#
# The loss of a token depends on how much text a token is, so the losses of two tokenizers cannot be compared.
# *Bits per character* can: all that a text costs, divided by its characters.
#
# ## 3 Encode
#
# All plays as numbers, one behind the other; token 0 marks where a play begins and ends.

# %%
ids = Path("data/ids/generation")
arrays = {split: read_arrays(ids / split) for split in SPLITS}
play = arrays["train"].documents()[0]
print(play[:24].tolist())
print(repr(tokenizer.decode(play[:24].tolist())))

# %% [markdown]
# ## 4 Sliding windows
#
# The network learns from windows: some tokens of *context*, then the next token, which is the *target*. The window
# slides along the text, by `stride` tokens at a time:

# %%
tokens = tokenizer.encode("To be, or not to be, that is the question").tokens
show_table(
    ["context", "next token"],
    (
        ["`" + " ".join(tokens[at : at + 5]) + "`", f"`{tokens[at + 5]}`"]
        for at in range(0, len(tokens) - 5, 2)
    ),
)

# %% [markdown]
# An LSTM reads a window from left to right, and has a state after each of its tokens. So one window of 24 tokens gives
# 24 predictions at once, each token's target being the one after it. The targets are the window itself, moved by one.
#
# With a stride of less than 24, windows overlap, and each token is read more often. `window` is the function of the
# pipeline's stage of that name. In training we let windows overlap by half.

# %%
CONTEXT = 24

for stride in (CONTEXT, CONTEXT // 2, 1):
    params = WindowParams(context_length=CONTEXT, stride=stride)
    print(f"stride {stride:2}: {len(window(arrays['train'], params)):>9,} windows of train")

windows = {
    split: Windows(
        arrays[split].ids,
        window(arrays[split], WindowParams(context_length=CONTEXT, stride=stride)),
    )
    for split, stride in (("train", CONTEXT // 2), ("valid", CONTEXT))
}


# %% [markdown]
# `DataLoader` shuffles windows and deals them out, 64 at a time; the pipeline's `Windows` gathers their tokens.


# %%
def make_loader(split: str, *, shuffle: bool, every: int = 1) -> DataLoader:
    return DataLoader(
        range(0, len(windows[split].windows), every),
        batch_size=64,
        shuffle=shuffle,
        generator=torch.Generator().manual_seed(1),
        collate_fn=lambda rows: windows[split][np.array(rows), np.zeros(len(rows))],
    )


batch = next(iter(make_loader("train", shuffle=True)))
tokens, targets = batch.inputs[0], batch.targets
print("tokens", tuple(tokens.shape), "targets", tuple(targets.shape))
print(tokens[0, :10].numpy())
print(targets[0, :10].numpy(), "the same, moved by one")

# %% [markdown]
# ## 5 The network
#
# Three LSTMs, one on top of the other: each reads the states of the one below. `nn.LSTM` likes time first,
# so the batch is turned. The last layer gives a logit for each token that may come next.


# %%
class RNNGenerator(nn.Module):
    def __init__(self, vocab_size: int, n_x: int, n_a: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, n_x)
        self.lstm1 = nn.LSTM(n_x, n_a)
        self.lstm2 = nn.LSTM(n_a, n_a)
        self.lstm3 = nn.LSTM(n_a, n_a)
        self.linear = nn.Linear(n_a, vocab_size)

    def forward(self, tokens: Tensor) -> Tensor:  # (batch, time)
        x = self.embedding(tokens.T)  # (time, batch, n_x)
        a, _ = self.lstm1(x)
        a, _ = self.lstm2(a)
        a, _ = self.lstm3(a)
        return self.linear(a).transpose(0, 1)  # (batch, time, vocab_size)


n_x = n_a = 64


def make_model() -> RNNGenerator:
    torch.manual_seed(1)
    return RNNGenerator(vocab_size, n_x, n_a)


def loss_of(model: RNNGenerator, batch: Batch) -> Tensor:
    """Cross-entropy of a token, in nats."""
    logits = model(batch.inputs[0])
    return nn.functional.cross_entropy(logits.flatten(0, 1), batch.targets.flatten())


with torch.no_grad():
    loss = loss_of(make_model(), batch).item()
print(f"{sum(weight.numel() for weight in make_model().parameters()):,} weights")
print(f"loss {loss:.3f}, perplexity {math.exp(loss):,.0f}")

# %% [markdown]
# Cross-entropy is the negative logarithm of the probability that the target gets. Its exponential, the *perplexity*,
# is the number of tokens among which a fair die would be as unsure. At first that is about the whole vocabulary.
#
# ## 6 SGD at 0.01
#
# Stochastic gradient descent with a learning rate of 0.01, batches of 64 windows. Two losses to compare with:
# that of a fair die, and that of someone who knows how frequent each token is and nothing else.

# %%
STEPS = 200


def batches_forever() -> Iterator[Batch]:
    loader = make_loader("train", shuffle=True)
    while True:
        yield from loader


@torch.no_grad()
def valid_loss(model: RNNGenerator, every: int = 1) -> float:
    """Mean loss on valid; on each so many-th window of it alone, while we train."""
    loader = make_loader("valid", shuffle=False, every=every)
    return float(np.mean([loss_of(model, batch).item() for batch in loader]))


Curve = list[tuple[int, float, float]]
Optimizer = torch.optim.Optimizer


def train(model: RNNGenerator, optimizer: Optimizer, steps: int = STEPS) -> Curve:
    """The learning curve: step, mean loss on train since the last point, loss on valid."""
    curve, losses = [], []
    for step, batch in enumerate(islice(batches_forever(), steps), start=1):
        loss = loss_of(model, batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if step % 25 == 0:
            curve.append((step, float(np.mean(losses)), valid_loss(model, every=20)))
            losses = []
    return curve


counts = np.bincount(arrays["train"].ids, minlength=vocab_size) + 1
die = math.log(vocab_size)
frequencies = float(-np.log(counts / counts.sum())[arrays["valid"].ids].mean())

slow = make_model()
curves = {"SGD 0.01": train(slow, torch.optim.SGD(slow.parameters(), lr=0.01))}
for step, train_loss, loss in curves["SGD 0.01"][1::2]:
    print(f"step {step}: train loss {train_loss:.3f}, valid loss {loss:.3f}")
print(f"a fair die: {die:.3f}, frequencies of tokens: {frequencies:.3f}")

# %% [markdown]
# It learns, but at a snail's pace. It has not even found out which tokens are frequent.
#
# ### Why it hardly learns
#
# A step of SGD moves a weight by its gradient times the rate. Both are small here. Below are the typical size (root
# mean square) of the weights of each layer and of their gradients before the first step, and how many steps like it,
# at a rate of 0.01, change a weight by a hundredth of its size.

# %%
model = make_model()
loss_of(model, batch).backward()


def root_mean_square(parts: list[Tensor]) -> float:
    values = torch.cat([part.flatten() for part in parts]).double()
    return math.sqrt(values.square().mean().item())


rows = []
for name, layer in model.named_children():
    weight = root_mean_square([part.data for part in layer.parameters()])
    gradient = root_mean_square([part.grad for part in layer.parameters()])
    by_sgd = 0.01 * weight / (0.01 * gradient)
    by_adam = max(0.01 * weight / 0.01, 1)
    rows.append([name, f"{weight:.2f}", f"{gradient:.0e}", f"{by_sgd:,.0f}", f"{by_adam:.0f}"])

show_table(["", "weights", "gradients", "steps of SGD", "steps of Adam"], rows)

# %% [markdown]
# Gradients are small from the start: the network says much the same at every token, so what the tokens of a batch
# ask for cancels out, all but their frequencies. And they shrink on their way down: by the time they reach `lstm1` and
# the embedding, hardly anything is left (they *vanish*; and in the embedding only tokens of the batch have one).
# Whole epochs would not move the lower layers. Adam divides each gradient by its own typical size: every weight moves
# by about the rate, whatever its layer.
#
# If it is only the rate, then two steps at 1.0 should get as far as two hundred at 0.01:

# %%
quick = make_model()
train(quick, torch.optim.SGD(quick.parameters(), lr=1.0), steps=2)
print(f"{STEPS} steps at 0.01: valid loss {curves['SGD 0.01'][-1][-1]:.3f}")
print(f"{STEPS // 100} steps at 1.0:    valid loss {valid_loss(quick, every=20):.3f}")

# %% [markdown]
# They do. So how far does a whole epoch at 0.01 come? The pipeline has tried it with a wider network
# (`recipes/notebooks.yaml`):

# %%
recorded = read_json(Path("recipes/notebooks.json"))["generation"]["zero_state"]["valid"]
print(f"an epoch of SGD at 0.01: valid loss {recorded['loss']:.3f}")

# %% [markdown]
# ## 7 What does learn
#
# The same network, the same batches in the same order, other optimizers. (`fused=True` is the same Adam in one kernel;
# without it, its square root has other last bits on other CPUs.)


# %%
def optimizers(model: RNNGenerator) -> dict[str, Optimizer]:
    weights = list(model.parameters())
    return {
        "SGD 1.0": torch.optim.SGD(weights, lr=1.0),
        "SGD 1.0, momentum 0.9": torch.optim.SGD(weights, lr=1.0, momentum=0.9),
        "Adam 0.01": torch.optim.Adam(weights, lr=0.01, fused=True),
    }


for name in optimizers(make_model()):
    model = make_model()
    curves[name] = train(model, optimizers(model)[name])

figure, axes = plt.subplots(figsize=(6.4, 4))
for (name, curve), marker in zip(curves.items(), "osD^", strict=True):
    steps, _, losses = zip(*curve, strict=True)
    axes.plot(steps, losses, marker=marker, markersize=4, label=name)
axes.axhline(die, color="0.5", linestyle=":", label="a fair die")
axes.axhline(frequencies, color="0.5", linestyle="--", label="frequencies of tokens")
axes.set(xlabel="step", ylabel="loss on valid (nats per token)")
_ = axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))

# %% [markdown]
# What learns at all finds out first how frequent tokens are: this the last layer can do alone, by its bias. There it
# stays for a while, on a *plateau*: to get any better, it has to look at the context, and what the three LSTMs make of
# the context is still noise. With momentum, and with Adam, it gets over the edge.
#
# ### And what learns faster
#
# The pipeline's network has three LSTMs as well, and remedies for the plateau (`generation.train` in `params.yaml`):
#
# - **vectors from counts**: the embedding starts from which tokens stand near each other in train (`stages/embed.py`),
#   so context means something from the first step on;
# - **residual layers**: each LSTM adds to what it reads, so gradients have a way past it;
# - **orthogonal weights** at the start, which neither shrink nor blow up what passes through them;
# - **AdamW** with a rate that rises, then falls, and batches of 32, so twice as many steps for the same text.
#
# Each row is a short training with the pipeline's own code, the windows spread over all plays. **Rerun it** with rows
# of your own: any parameter of `generation.train` can be named ([Parameters](../docs/parameters.md)).

# %%
default = read_section("generation.train", TrainParams)
base = default.model_dump() | {
    "hidden_size": n_a,
    "bigram_vectors": 0,
    "carry_state": False,
    "learning_rate": 0.01,
    "epochs": 1,
    "validations_per_epoch": 4,
    "shards": 1,
}

params = read_section("generation.embed", embed.Params)
params = params.model_copy(update={"embedding_size": n_x})
stand_for_others = [END_ID, *stand_ins(tokenizer)]  # They are near to nothing.
near = embed.count_neighbours(arrays["train"], vocab_size, stand_for_others, params.window)
from_counts = embed.neighbour_vectors(near, params)
at_random = embed.random_vectors(vocab_size, params.model_copy(update={"std": 1.0}))

variants = {
    "the pipeline's recipe": (base, from_counts),
    "… without vectors from counts": (base, at_random),
    "… without residual layers": (base | {"residual": False}, from_counts),
    "… without orthogonal weights": (base | {"initialization": "pytorch"}, from_counts),
    "… with SGD at 0.01": (base | {"optimizer": "sgd", "momentum": 0.0}, from_counts),
}


# %%
def train_network(
    values: dict[str, object], vectors: embed.Vectors, windows_read: int
) -> tuple[GeneratorNetwork, float, float]:
    """A trained network, and its last losses on train and on valid."""
    params = TrainParams(**values)
    every = len(windows["train"].windows) // windows_read
    some = Windows(windows["train"].ids, windows["train"].windows[::every][:windows_read])
    valid = Windows(windows["valid"].ids, windows["valid"].windows[::20])
    torch.manual_seed(params.seed)
    network = GeneratorNetwork(torch.from_numpy(vectors), params)
    network.unseen = unseen_tokens(ids, vocab_size)
    loader = DataLoader(valid, sampler=Shuffled(valid.windows, 64), batch_size=None)
    points = fit(network, shuffled_epochs(some, params), loader, params)
    return network.eval(), points[-1].train_loss, points[-1].valid_loss


losses = {name: train_network(*variant, 200 * 32)[1:] for name, variant in variants.items()}
clear_output()  # Of the progress of training.

show_table(
    ["200 steps of 32 windows", "train loss", "valid loss"],
    ([name, *(f"{loss:.3f}" for loss in pair)] for name, pair in losses.items()),
)

# %% [markdown]
# The optimizer and the residual layers decide whether the plateau is left at all in so few steps; the vectors save a
# good part of the way. Orthogonal weights make no difference yet, and SGD at 0.01 ends where it began, above the fair
# die. This is one seed and a very short training:
# [Results](../docs/results.md#what-each-ingredient-is-worth) has the pipeline's network without each of its
# ingredients, trained to the end, over three seeds.
#
# Now the first row for longer. This is the network that will write:

# %%
network, network_train_loss, _ = train_network(base, from_counts, 800 * 32)
losses = loss_by_position(network, windows["valid"], 64, "valid")
network_valid_loss = float(np.mean(losses))
clear_output()

figure, axes = plt.subplots(figsize=(6.4, 4))
axes.plot(range(1, CONTEXT + 1), losses, marker="o", markersize=4)
_ = axes.set(xlabel="tokens read so far", ylabel="loss on valid (nats per token)")

# %% [markdown]
# The more of a window it has read, the better it knows what comes next. The first token of a window costs most.
# (The pipeline *carries the state* from one window to the next, so that only the first token of a play comes from
# nowhere.)
#
# ## 8 Writing
#
# To write, slide the window along: read the last tokens, draw one from the probabilities, append it. This is how the
# network of section 6 writes after 200 steps at 0.01. Its tokens are drawn almost evenly from the vocabulary.

# %%
OPEN = {
    "temperature": 1.0,
    "top_k": 0,
    "top_p": 1.0,
    "min_p": 0.0,
    "repetition_penalty": 1.0,
    "stop": [],
}
never_seen = torch.tensor(unseen_tokens(ids, vocab_size))  # Train lacks them: none is drawn.


@torch.no_grad()
def write(model: RNNGenerator, count: int) -> str:
    text, random = [END_ID], torch.Generator().manual_seed(1)
    for _ in range(count):
        logits = model(torch.tensor([text[-CONTEXT:]]))[:, -1]
        logits[:, never_seen] = -torch.inf
        chances = probabilities(logits, Sampling(**OPEN))
        text.append(int(draw(chances, random)))
    return printable(tokenizer.decode(text[1:], skip_special_tokens=False))


slow_text = write(slow, 60)
print(slow_text)

# %% [markdown]
# The pipeline's `write_texts` does the same, but keeps the state, so that each token is read once. The network of
# section 7, asked for a speech of Hamlet's:

# %%
HAMLET = "**HAMLET**  \n"


def speak(count: int = 120, samples: int = 1, **options: float) -> list[str]:
    writing = Writing(**OPEN | options, samples=samples, max_new_tokens=count, seed=1)
    return write_texts(network, tokenizer, HAMLET, writing)


print(speak(temperature=0.7)[0])

# %% [markdown]
# ## 9 Temperature, top-k, top-p
#
# The network gives logits. How to draw from them is up to us:
#
# - **temperature** divides the logits. Below 1, likely tokens become likelier still; above 1, all become more equal;
# - **top-k** draws among the k likeliest tokens;
# - **top-p** draws among the likeliest tokens that together reach the probability p: many where the network is unsure,
#   few where it is sure.
#
# What may follow *To be, or not to*?

# %%
SETTINGS = {
    "temperature 0.7": {"temperature": 0.7},
    "temperature 0.85": {"temperature": 0.85},
    "temperature 1.0": {},
    "temperature 1.2": {"temperature": 1.2},
    "top-k 40": {"top_k": 40},
    "top-p 0.9": {"top_p": 0.9},
}

with torch.no_grad():
    prompt = [END_ID, *encode(tokenizer, "To be, or not to")]
    logits = network(torch.tensor([prompt]))[0][:, -1]
    logits[:, never_seen] = -torch.inf
chances = {
    name: probabilities(logits, Sampling(**OPEN | options))[0].numpy()
    for name, options in SETTINGS.items()
}
likeliest = np.argsort(-chances["temperature 1.0"], kind="stable")[:12]
names = [repr(tokenizer.decode([token])) for token in likeliest]
colors = {"temperature 0.7": DARK, "temperature 1.0": "0.6", "temperature 1.2": LIGHT}

figure, axes = plt.subplots(figsize=(6.4, 4))
for number, (name, color) in enumerate(colors.items(), start=-1):
    places, heights = np.arange(12) + 0.28 * number, 100 * chances[name][likeliest]
    axes.bar(places, heights, width=0.28, color=color, label=name)
axes.set_xticks(range(12), names, rotation=45)
axes.set(ylabel="probability in %")
_ = axes.legend(frameon=False)

# %% [markdown]
# The same in numbers, at this place: among how many tokens is drawn, and how likely the likeliest one is. To the right,
# what that does to a text: eight speeches are drawn with each setting, and their words counted. A word is *invented*
# if train does not have it.

# %%
WORD = re.compile(r"[^\W\d_]+")
known = {word.lower() for text in train_texts for word in WORD.findall(text)}


def words_of(texts: list[str]) -> tuple[float, float]:
    """The share of words that train does not have, and the share of different ones."""
    words = [word.lower() for text in texts for word in WORD.findall(text)]
    unknown = [word for word in words if word not in known]
    return len(unknown) / len(words), len(set(words)) / len(words)


invented = {name: words_of(speak(200, 8, **options)) for name, options in SETTINGS.items()}

rows = [
    [
        name,
        f"{np.count_nonzero(chances[name]):,}",
        f"{chances[name].max():.1%}",
        *(f"{share:.1%}" for share in invented[name]),
    ]
    for name in SETTINGS
]
play = words_of([records["valid"][20].text[:4800]])  # About as long as eight speeches.
rows.append(["text of valid", "", "", *(f"{share:.1%}" for share in play)])

show_table(["", "drawn among", "the likeliest", "invented words", "different words"], rows)

# %% [markdown]
# ### Side by side

# %%
speeches = {name: speak(**options)[0] for name, options in SETTINGS.items()}
show_texts({name: speeches[name] for name in list(SETTINGS)[:3]})

# %%
show_texts({name: speeches[name] for name in list(SETTINGS)[3:]})

# %% [markdown]
# Cooler texts are safer and repeat themselves; hotter ones are richer and invent words. Top-k and top-p cut off the
# tail of unlikely tokens, where nonsense comes from, and keep the proportions of the others. The pipeline's own samples
# combine a temperature with top-p (`generation.sample` in `params.yaml`).
#
# ## 10 Results
#
# The same numbers for three networks: the one that hardly learned, the one that wrote, and the pipeline's, whose scores
# are read from `metrics/`, its loss on train from `plots/`, its text from `samples/`. Losses on valid are those of
# windows read from a zero state.

# %%
metrics = read_json(Path("metrics/generation/scores.json"))
curve = read_rows(Path("plots/generation/learning_curve.csv"))
best = min(curve, key=lambda point: float(point["valid_loss"]))
samples = Path("samples/generation.txt").read_text(encoding="utf-8")

results = {
    "SGD at 0.01": (curves["SGD 0.01"][-1][1], valid_loss(slow), slow_text),
    "here": (network_train_loss, network_valid_loss, speak(temperature=0.8, top_p=0.95)[0]),
    "the pipeline": (
        float(best["train_loss"]),
        metrics["zero_state"]["valid"]["loss"],
        samples.split(RULE)[2].strip(),
    ),
}
numbers = show_table(
    ["", *results],
    [
        ["**Training loss**", *(f"{result[0]:.3f}" for result in results.values())],
        ["**Validation loss**", *(f"{result[1]:.3f}" for result in results.values())],
        ["**Perplexity**", *(f"{math.exp(result[1]):,.1f}" for result in results.values())],
        ["**Sample output**", "below", "below", "below"],
    ],
)
display(numbers, show_texts({name: text[:400] for name, (*_, text) in results.items()}))

# %% [markdown]
# ## 11 Test, once
#
# All choices are made. What do plays cost that neither network has seen, read from start to end with the state
# carried along? In bits per character, so that a compressor can be compared, too: PPMd, which learns as it reads.

# %%
nats = token_nats(network, arrays["test"], 64, 64, "test")
of_network = total(score_texts(arrays["test"], nats)).metrics()
clear_output()

on_test = {
    "here": of_network,
    BASELINES["ppmd"]: metrics["baselines"]["ppmd"]["test"],
    "the pipeline": metrics["network"]["test"],
    "the pipeline, learning as it reads": metrics["dynamic_eval"]["test"],
}
show_table(
    ["", "test bits per character"],
    ([name, f"{score['bits_per_character']:.3f}"] for name, score in on_test.items()),
)

# %% [markdown]
# The pipeline's network has been trained on all of train three times where this one has read a part of it once.
# It is used with `Generator.load("data/models/generation")`, or on the command line:
# `textrnn generate --prompt "To be, or not" --temperature 0.6`.
#
# ## Exercises
#
# 1. Section 7, SGD at 10.0: does it learn, and what would you fear?
# 2. Where does SGD 1.0 stand after 1,000 steps? (A minute more.) Does it leave the plateau?
# 3. Train on characters: fit the tokenizer of section 2, encode train with it, and use windows of 72. Compare bits per
#    character with those of section 11, not the losses.
# 4. Temperature 0.1, and 0 (always the likeliest token): what happens after a few lines?
# 5. Find a temperature and a top-p whose texts have about as many different words as the plays have.
