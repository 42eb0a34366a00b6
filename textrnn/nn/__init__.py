"""What both networks are built of.

batch.py       what a network reads in one step, the state that it carries, what training needs of a network
embedding.py   vectors of tokens and of bigrams
character_ngrams.py  vectors of what is inside tokens
layers.py      an LSTM layer, rows reversed within their lengths, a fast linear layer
losses.py      cross-entropy, squared hinge
"""
