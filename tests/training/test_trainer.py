"""The loop, held against PyTorch used by hand."""

from pathlib import Path
from typing import Any

import pytest
import torch
from sklearn.metrics import accuracy_score, f1_score
from torch import Tensor, nn
from torch.utils.data import DataLoader

from textrnn.errors import InputError
from textrnn.nn.batch import Batch, Network, State
from textrnn.nn.losses import squared_hinge
from textrnn.training.checkpoints import Checkpoint
from textrnn.training.fit import fit, flat, nested
from textrnn.training.learning_curve import Point, best_point, count_classes, mean_scores, scores_of
from textrnn.training.params import TrainingParams
from textrnn.training.trainer import Trainer, seed_dropout

RANDOM = torch.Generator().manual_seed(1)
INPUTS = torch.randn(40, 3, generator=RANDOM)
TARGETS = (INPUTS[:, 0] > 0).long() + (INPUTS[:, 1] > 0).long()


def params(**changes: Any) -> TrainingParams:
    values: dict[str, Any] = {
        "batch_size": 8,
        "shards": 1,
        "epochs": 4,
        "validations_per_epoch": 2,
        "select_by": "loss",
        "optimizer": "sgd",
        "learning_rate": 0.5,
        "momentum": 0.9,
        "betas": [0.9, 0.99],
        "weight_decay": 0.01,
        "schedule": "constant",
        "warmup": 0.0,
        "gradient_clip": 0.25,
        "loss": "cross_entropy",
        "label_smoothing": 0.1,
        "seed": 1,
    }
    return TrainingParams.model_validate(values | changes)


def batches(epoch: int = 0, size: int = 8) -> DataLoader[Batch]:
    order = torch.randperm(40, generator=torch.Generator().manual_seed(epoch))
    made: Any = [Batch((INPUTS[rows],), TARGETS[rows]) for rows in torch.split(order, size)]
    return DataLoader(made, batch_size=None)


class Linear(nn.Linear, Network):
    """The smallest network there is."""

    classes = 3


def network() -> Linear:
    torch.manual_seed(5)
    return Linear(3, 3)


def fitted(parameters: TrainingParams) -> tuple[Linear, list[Point]]:
    trained = network()
    return trained, fit(trained, batches, batches(99, size=7), parameters)


def test_a_run_that_stops_has_taken_the_steps_of_a_whole_one() -> None:
    schedule = params(epochs=3, schedule="cosine", warmup=0.1)
    _, curve = fitted(schedule)
    trained = network()
    assert not fit(trained, batches, None, schedule, last_epoch=curve[2].epoch)
    assert mean_scores(trained, batches(99, size=7), "cross_entropy") == curve[2][3:]


def test_the_curve_is_shown_while_it_grows() -> None:
    shown: list[list[Point]] = []
    curve = fit(
        network(), batches, batches(99, size=7), params(epochs=2), show=lambda points: shown.append(list(points))
    )
    assert shown == [curve[:count] for count in range(1, len(curve) + 1)]


def test_a_run_that_was_killed_behind_its_last_step_shows_its_curve(tmp_path: Path) -> None:
    checkpoint = Checkpoint("run", "key")
    checkpoint.path, checkpoint.seconds = tmp_path / "run", 0
    shown: list[list[Point]] = []
    curves = [
        fit(network(), batches, batches(99, size=7), params(epochs=2), checkpoint=checkpoint, show=show)
        for show in (lambda _: None, shown.append)
    ]
    assert shown == [curves[0]] == [curves[1]]


@pytest.mark.parametrize(("last_epoch", "steps"), [(0.3, 2), (0.25, 2), (1 / 3, 2), (2.75, 19), (None, 21)])
def test_a_part_of_an_epoch_is_the_nearest_number_of_steps(last_epoch: float | None, steps: int) -> None:
    run = Trainer(network(), 7, params(epochs=3), last_epoch=last_epoch)
    assert run.last_step == steps


def test_a_run_is_the_one_written_by_hand() -> None:
    mine, curve = fitted(params(epochs=2, validations_per_epoch=1))
    theirs = network()
    optimizer = torch.optim.SGD(theirs.parameters(), lr=0.5, momentum=0.9, weight_decay=0.01)
    criterion = nn.CrossEntropyLoss(label_smoothing=0.1)
    losses = []
    for epoch in range(2):
        for batch in batches(epoch):
            optimizer.zero_grad()
            loss = criterion(theirs(*batch.inputs), batch.targets)
            loss.backward()
            nn.utils.clip_grad_norm_(theirs.parameters(), 0.25)
            optimizer.step()
            losses.append(loss.item())
    assert torch.allclose(mine.weight, theirs.weight, atol=1e-6)
    assert [point.train_loss for point in curve] == pytest.approx([sum(losses[:5]) / 5, sum(losses[5:]) / 5])
    with torch.no_grad():
        assert curve[-1].valid_loss == pytest.approx(float(nn.functional.cross_entropy(theirs(INPUTS), TARGETS)))
        assert curve[-1].valid_accuracy == pytest.approx(float((theirs(INPUTS).argmax(1) == TARGETS).float().mean()))


@pytest.mark.parametrize("select_by", ["loss", "accuracy", "macro_f1"])
def test_the_best_weights_are_kept(select_by: str) -> None:
    wild = params(learning_rate=60.0, gradient_clip=100.0, epochs=6, select_by=select_by, seed=3)
    trained, curve = fitted(wild)
    best = best_point(curve, wild.select_by)
    assert best is not curve[-1]
    assert mean_scores(trained, batches(99, size=7), "cross_entropy") == best[3:]


def test_equal_accuracies_are_told_apart_by_the_loss() -> None:
    curve = [
        Point(1, 1, 0, 0.5, 0.7, 0.6),
        Point(2, 2, 0, 0.4, 0.7, 0.5),
        Point(3, 3, 0, 0.4, 0.7, 0.5),
        Point(4, 4, 0, 0.3, 0.6, 0.6),
    ]
    assert best_point(curve[:2], "accuracy") is curve[1]
    assert best_point(curve, "loss") is best_point(curve, "macro_f1") is curve[3]


def test_macro_f1_is_scikit_learns_over_the_classes_that_occur() -> None:
    logits = torch.randn(60, 5, generator=torch.Generator().manual_seed(1))
    targets = torch.randint(0, 3, (60,), generator=torch.Generator().manual_seed(2)) + 1
    scores = scores_of(60.0, count_classes(logits.argmax(dim=-1), targets, 5))
    predicted = logits.argmax(dim=-1).numpy()
    f1 = f1_score(targets, predicted, average="macro", labels=[1, 2, 3])
    assert scores == pytest.approx((1.0, accuracy_score(targets, predicted), f1))


def test_of_equal_points_the_last_is_kept() -> None:
    scores = [(0.0, 1.0, 1.0), (0.5, 1.0, 1.0), (0.0, 1.0, 1.0), (0.1, 0.9, 0.9)]
    curve = [Point(number, number, 0, *each) for number, each in enumerate(scores, 1)]
    assert best_point(curve, "accuracy") is curve[2]
    assert best_point(curve, "loss") is curve[2]


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "adamw"])
def test_every_optimizer_learns_and_repeats_itself(optimizer: str) -> None:
    settings = params(optimizer=optimizer, learning_rate=0.1, gradient_clip=5.0, epochs=8, schedule="cosine")
    first, curve = fitted(settings)
    again, _ = fitted(settings)
    assert curve[-1].valid_loss < 0.8 * curve[0].valid_loss
    assert torch.equal(first.weight, again.weight)


def test_the_loss_that_is_named_is_minimized_and_measured() -> None:
    mine, curve = fitted(params(epochs=1, validations_per_epoch=1, loss="squared_hinge", label_smoothing=0.0))
    theirs, losses = network(), []
    optimizer = torch.optim.SGD(theirs.parameters(), lr=0.5, momentum=0.9, weight_decay=0.01)
    for batch in batches():
        optimizer.zero_grad()
        loss = squared_hinge(theirs(*batch.inputs), batch.targets) / 8
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(theirs.parameters(), 0.25)
        optimizer.step()
        losses.append(loss.item())
    assert torch.allclose(mine.weight, theirs.weight, atol=1e-6)
    assert curve[0].train_loss == pytest.approx(sum(losses) / 5)
    with torch.no_grad():
        assert curve[0].valid_loss == pytest.approx(squared_hinge(theirs(INPUTS), TARGETS).item() / 40)


def test_a_run_that_diverges_says_so() -> None:
    with pytest.raises(InputError, match=r"the loss is (nan|inf) at step \d+: lower learning_rate"):
        fitted(params(learning_rate=1000, gradient_clip=1e9, weight_decay=1000))


class Noisy(Network):
    """A linear layer behind dropout, which remembers how many batches it has read."""

    classes = 3

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(5)
        self.head, self.drop = nn.Linear(3, 3), nn.Dropout(0.5)
        self.seen: list[tuple[bool, int]] = []

    def forward(self, inputs: Tensor) -> Tensor:
        out: Tensor = self.head(self.drop(inputs))
        return out

    def read(self, inputs: tuple[Tensor, ...], state: State | None = None) -> tuple[Tensor, State]:
        rows = len(inputs[0])
        count = torch.ones(rows, 1, dtype=torch.long) if state is None else state.last_token[:rows] + 1
        self.seen.append((self.training, int(count[0])))
        return self.forward(*inputs), State(torch.zeros(rows, 1, 2), torch.zeros(rows, 1, 2), count)


def test_dropout_is_on_in_training_and_off_in_validation() -> None:
    mine, theirs = Noisy(), Noisy()
    curve = fit(mine, batches, batches(99, size=7), params(epochs=2, label_smoothing=0.0))
    optimizer = torch.optim.SGD(theirs.parameters(), lr=0.5, momentum=0.9, weight_decay=0.01)
    for epoch in range(2):
        for number, batch in enumerate(batches(epoch)):
            seed_dropout((1, 5 * epoch + number, 0), torch.device("cpu"))
            optimizer.zero_grad()
            torch.autograd.backward(nn.functional.cross_entropy(theirs(*batch.inputs), batch.targets))
            nn.utils.clip_grad_norm_(theirs.parameters(), 0.25)
            optimizer.step()
    expected = nn.functional.cross_entropy(theirs.head(INPUTS), TARGETS).item()
    assert curve[-1].valid_loss == pytest.approx(expected, rel=1e-5)


def test_a_state_lasts_for_an_epoch_or_a_validation() -> None:
    network = Noisy()
    fit(network, batches, batches(99, size=7), params(epochs=2, validations_per_epoch=1))
    epoch, validation = [(True, n) for n in range(1, 6)], [(False, n) for n in range(1, 7)]
    assert network.seen == [*epoch, *validation] * 2


def test_dropout_depends_on_seed_step_and_shard_alone() -> None:
    def run(seed: int, disturbance: int) -> Tensor:
        trained = Noisy()
        torch.manual_seed(disturbance)
        fit(trained, batches, batches(), params(seed=seed))
        return trained.head.weight

    assert torch.equal(run(1, 1), run(1, 2))
    assert not torch.equal(run(1, 1), run(2, 1))
    drawn = []
    for key in ((1, 2, 0), (1, 2, 1), (1, 3, 0), (2, 2, 0), (1, 2, 0)):
        seed_dropout(key, torch.device("cpu"))
        drawn.append(tuple(torch.rand(3).tolist()))
    assert drawn[0] == drawn[4]
    assert len(set(drawn)) == 4


@pytest.mark.parametrize("shards", [2, 3, 8])
def test_shards_add_up_to_the_whole_batch(shards: int) -> None:
    # The last of these batches has 4 rows, fewer than there may be shards.
    def some(epoch: int) -> DataLoader[Batch]:
        return batches(epoch, size=9)

    trained = network()
    curve = fit(trained, some, batches(99), params(shards=shards, batch_size=9))
    whole = network()
    expected = fit(whole, some, batches(99), params(batch_size=9))
    torch.testing.assert_close(trained.weight, whole.weight)
    for point, other in zip(curve, expected, strict=True):
        assert point == pytest.approx(other, rel=1e-5)


@pytest.mark.parametrize("validations", [1, 2, 3, 7])
def test_validations_are_spread_evenly(validations: int) -> None:
    run = Trainer(network(), 11, params(validations_per_epoch=validations))
    steps = []
    for run.step in range(1, 23):
        if run.is_validation_due():
            steps.append(run.step)
    assert len(steps) == 2 * validations
    assert steps[-1] == 22
    gaps = [after - before for before, after in zip([0, *steps], steps, strict=False)]
    assert max(gaps) - min(gaps) <= 1


@pytest.mark.parametrize(("shards", "optimizer"), [(1, "adamw"), (3, "adamw"), (3, "sgd")])
def test_a_state_dict_brings_another_trainer_to_the_same_place(shards: int, optimizer: str) -> None:
    parameters = params(shards=shards, batch_size=9, optimizer=optimizer, learning_rate=0.01)
    first, second = (Trainer(Noisy(), 5, parameters) for _ in range(2))
    rows = list(batches(0, size=9))
    for batch in rows[:3]:
        first.train_on(batch)
    first.validate(batches(99))
    written = {name: value.clone() for name, value in flat(first.state_dict())}
    second.load_state_dict(nested(written))
    for trainer in (first, second):
        trainer.train_on(rows[3])
        trainer.train_on(rows[4])
    theirs = dict(flat(second.state_dict()))
    assert all(torch.equal(value, theirs[name]) for name, value in flat(first.state_dict()))
    assert first.curve == second.curve
    assert [state and state.last_token.tolist() for state in first.states.values()] == [
        state and state.last_token.tolist() for state in second.states.values()
    ]
