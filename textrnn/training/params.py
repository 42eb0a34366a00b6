"""The parameters of training that both tasks have."""

from typing import Literal, Self

from pydantic import Field, model_validator

from textrnn.nn.losses import LossName
from textrnn.training.optimizer import OptimizerParams

SelectBy = Literal["accuracy", "loss", "macro_f1"]


class TrainingParams(OptimizerParams):
    """How a network is trained."""

    batch_size: int = Field(gt=0, le=65_536, description="documents or windows of a step")
    shards: int = Field(gt=0, le=1024, description="parts of a batch that processes compute at the same time")
    epochs: int = Field(gt=0, le=10_000, description="passes over the training examples")
    validations_per_epoch: int = Field(gt=0, le=1000, description="how often the network is scored on valid")
    select_by: SelectBy = Field(description="the validation score by which the best weights are selected")
    loss: LossName = Field(description="what training minimizes")
    label_smoothing: float = Field(ge=0, lt=1, description="of cross_entropy")
    seed: int = Field(ge=0, lt=2**32, description="start of the random numbers")

    @model_validator(mode="after")
    def every_shard_has_a_row(self) -> Self:
        """Refuse shards that would always be empty."""
        if self.shards > self.batch_size:
            raise ValueError(f"shards should be at most batch_size, {self.batch_size}")
        return self

    @model_validator(mode="after")
    def only_cross_entropy_is_smoothed(self) -> Self:
        """Refuse what would do nothing."""
        if self.label_smoothing and self.loss != "cross_entropy":
            raise ValueError("label_smoothing is of cross_entropy: set it to 0, or loss to cross_entropy")
        return self
