"""Print every figure, with what is wanted of it."""

from tools.bench import pipeline, predictions, sampling, training

if __name__ == "__main__":
    for part in (training, sampling, predictions, pipeline):
        part.main()
