"""params.yaml: what it says, and changing it.

yaml_loader.py   PyYAML with the types of YAML 1.2
yaml_file.py     reading YAML, and the lines where values stand
section.py       a section with typed values, and what is wrong with them
renamed.py       names that parameters had before
editing.py       changing values and keeping the comments
"""
