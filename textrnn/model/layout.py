"""A trained network as a folder: nothing to unpickle.

model.safetensors   the weights
config.json         its format, its kind, its shape, how it was trained
tokenizer.json      the tokenizer
MODEL_CARD.md       what it is, for people and for model hubs: once it is published
"""

FORMAT = 1  # Of the folder; a newer one may mean something else.
CONFIG, WEIGHTS, TOKENIZER, CARD = "config.json", "model.safetensors", "tokenizer.json", "MODEL_CARD.md"
