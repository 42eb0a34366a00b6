"""textrnn: text classification and text generation with LSTMs, rebuilt bit for bit."""

from textrnn import numerics as numerics  # Sets its pins, and so comes before any numpy or torch.
