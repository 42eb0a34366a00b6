"""Own text: how it is found, looked at and read.

location.py             a path or an address, and its hash
compression.py          .gz, .zst and .zip, as streams
encodings.py            which encoding, and lines that have another
rows.py                 rows of tables, lines with their numbers
delimited.py            CSV and TSV
parquet.py              Parquet
tables.py               every kind of table, and its texts
texts.py                files of text, folders of them
description.py          what params.yaml says of own text
documents.py            labelled texts -> records
works.py                running text -> records
corpus.py               own text -> records, of either kind
columns.py              which column is what, where nobody says
layout.py               which files, which encoding, what is text and what is label
look.py                 a look at all of it
demands.py              what it must have
pace.py                 how fast networks train here
proposal.py             values that it asks for in params.yaml
proposal_classifier.py  those for labelled documents
proposal_generator.py   those for running text
usage.py                all of that together, for `textrnn use`
"""
