"""The classifier of documents.

network.py      the network: embedding, LSTMs, pooling, head
batches.py      batches of documents of about the same length
training.py     how it is trained
loading.py      its network, from a model's folder or file
metrics.py      accuracy, macro-F1, McNemar's test
scores.py       predictions and scores of a network
words.py        the words and signs of a text, from its tokens
explanation.py  which words moved a decision
"""
