import textrnn  # noqa: F401  Pins numerics before a test imports numpy or torch.
