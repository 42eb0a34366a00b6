"""A model on disk: a folder, or the ZIP that it was packed into.

layout.py             the names of its files
writing.py            writes a trained network to its folder
card.py               publishes a model: its folder with tokenizer, scores, and the card that describes it
packing.py            makes one file of a model
origin.py             the commit that a model is of
sums.py               the hashes of its files
reading.py            reads the files of a model, within bounds
config.py             its configuration, of the current format or an older one
loading.py            its network, checked
tokenizer_loading.py  its tokenizer, checked
summary.py            what it is, from its own files
"""
