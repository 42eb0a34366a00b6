"""`make readme`: the parts of README.md and docs/ that are made from results and code.

pages.py          which page has which parts
placeholders.py   a page with its parts filled
headline.py       README.md: the two result lines and the two tables
samples.py        README.md, docs/results.md: what the generator has written
scores.py         docs/results.md: all scores of the committed run
results.py        docs/results.md: the tables of the studies
curves.py         docs/results.md: the pictures of the studies
recipes.py        docs/recipes.md: what each recipe gave
stages.py         README.md, docs/pipeline.md: what each stage reads and writes, and their order
parameters.py     docs/parameters.md: every parameter
"""
