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
generate.py           texts from prompts
explain.py            which words moved a decision
info.py               what a model is
pack.py               a model as one file
"""
