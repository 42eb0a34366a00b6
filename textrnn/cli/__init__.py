"""The command `textrnn`.

app.py           the command, its mistakes and exit codes
options.py       what commands have in common
use.py           own text becomes the pipeline's data
look_output.py   what it prints of the text
use_output.py    what it prints of its changes
classify.py      labels for texts
inputs.py        texts from anywhere
outputs.py       rows into files
parquet_rows.py  those of Parquet
generate.py      texts from prompts
explain.py       which words moved a decision
info.py          what a model is
pack.py          a model as one file
"""
