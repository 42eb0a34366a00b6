"""Print every figure, with what is wanted of it."""

from textrnn import numerics
from tools.bench import pipeline, predictions, sampling, training

if __name__ == "__main__":
    numerics.configure_torch()
    for part in (training, sampling, predictions, pipeline):
        part.main()
