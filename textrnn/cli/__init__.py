"""The command `textrnn`.

app.py                the command, its errors and exit codes
options.py            what commands have in common
models.py             the models that they load
use.py                your data becomes the pipeline's
profile_output.py     what it prints of the data
class_output.py       what it prints of classes
reading_output.py     what it prints of files that are odd
plan_output.py        what it prints of its changes
classify.py           labels for texts
classify_checks.py    arguments that do not go together
labelling.py          rows of a file with their labels
dashes.py             texts that begin with a dash
inputs.py             texts from anywhere
folder_rows.py        those of a folder
reading_notes.py      what is said of those that could not be read
text_columns.py       which of their columns is the text
prediction_output.py  predictions in columns, as JSON, on a line
outputs.py            rows into files
parquet_rows.py       those of Parquet
score.py              how well a model does on texts of your own
score_source.py       these texts, and how they are read
score_classifier.py   a classifier on documents with labels
score_output.py       what is printed of it
confusion_output.py   what it takes for what
unknown_labels.py     labels that it does not know
score_generator.py    a generator on running text
own_scores.py         the scores on the model's own test set
replaced.py           what could not be decoded
generate.py           texts from prompts
explain.py            which words moved a decision
info.py               what a model is
pack.py               a model as one file
"""
