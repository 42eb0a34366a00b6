"""textrnn: text classification and text generation with LSTMs, rebuilt bit for bit."""
