"""The command `textrnn`.

app.py           the command, its mistakes and exit codes
options.py       what commands have in common
use.py           own text becomes the pipeline's data
use_output.py    what it prints of it
classify.py      labels for texts
inputs.py        texts from anywhere
outputs.py       rows into files
generate.py      texts from prompts
explain.py       which words moved a decision
info.py          what a model is
pack.py          a model as one file
"""
