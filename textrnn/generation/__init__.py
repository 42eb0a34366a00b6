"""The generator of text.

network.py   the network: embedding, stacked LSTMs, head
batches.py   batches of windows, as contiguous streams or in any order
training.py  how it is trained
loading.py   its network, from a model's folder or file
metrics.py   bits per character, perplexity
scores.py    scores of a network
sampling.py  logits -> probabilities -> the next token
decoding.py  tokens -> text, at once or piece by piece
"""
