"""Your data: located, read, profiled.

location.py             a path or a URL, and its hash
download.py             a file from a URL, safely
compression.py          what is compressed, as streams
foreign.py              files that are something else than their name says
encodings.py            which encoding, and lines that have another
likely_encodings.py     what bytes look like that are no Unicode
doubts.py               files that look like two encodings
rows.py                 rows of tables, lines with their numbers
delimited.py            CSV and TSV
json_lines.py           JSON Lines, and lists in JSON
fasttext_lines.py       lines of fastText
parquet.py              Parquet
cells.py                cells as text and as labels
tables.py               every kind of table, and its texts
links.py                files below a folder, by links as well
mail.py                 subject and text of a mail
html_text.py            the text of HTML
texts.py                files of text, folders of them
custom_corpus.py        the parameters of a custom corpus
labelled_text.py        labelled documents -> records
left_out.py             what is left out, and where
repair.py               text that was read in a wrong encoding
rare_classes.py         classes with few documents, left out or joined
running_text.py         running text -> records
records.py              your data -> records, of either kind
columns.py              what the columns of a table hold
column_names.py         what columns of text and labels are called
column_choice.py        which of them is what, where nobody says
split_column.py         those that say train, valid or test
layout.py               which files, which encoding, what is text and what is label
request.py              what the command line names
description.py          what params.yaml says of it
profile.py              what all of it is like
requirements.py         what it must have
throughput.py           how fast networks train on this machine
proposal.py             values that it needs in params.yaml
proposal_classifier.py  those for labelled documents
proposal_generator.py   those for running text
plan.py                 all of that together, for `textrnn use`
"""
