"""How a generator reads its windows, epoch by epoch."""

from collections.abc import Callable

from pydantic import Field
from torch.utils.data import DataLoader

from textrnn.batch import Batch
from textrnn.errors import InputError
from textrnn.generation.batches import Shuffled, Streams, Windows
from textrnn.generation.network import Architecture
from textrnn.training import Training


class Params(Architecture, Training):
    """Section `<task>.train`."""

    carry_state: bool = Field(description="read contiguous streams; if not, windows in random order from a zero state")


def order(params: Params) -> type[Streams | Shuffled]:
    """In which order windows are read."""
    return Streams if params.carry_state else Shuffled


def shuffled(windows: Windows, params: Params) -> Callable[[int], DataLoader[Batch]]:
    """The batches of each epoch, which shuffles the texts (or the windows) anew.

    Raises:
        InputError: the state should be carried, but no window follows another one.
    """
    if params.carry_state and not any(continues.any() for _, continues in Streams(windows.windows, 1)):
        raise InputError(
            "no window follows another one, so no state can be carried: in params.yaml set the stride of window "
            "to its length, or carry_state of train to false"
        )

    def batches_of_epoch(epoch: int) -> DataLoader[Batch]:
        sampler = order(params)(windows.windows, params.batch_size, (params.seed, epoch))
        return DataLoader(windows, sampler=sampler, batch_size=None)

    return batches_of_epoch


def in_order(windows: Windows, params: Params) -> DataLoader[Batch]:
    """All windows once, as the corpus has them."""
    return DataLoader(windows, sampler=order(params)(windows.windows, params.batch_size), batch_size=None)
