"""params.yaml: what it says, and changing it.

yaml_loader  PyYAML with the types of YAML 1.2
yaml_file    reading YAML, and the lines where values stand
section      a section with typed values, and what is wrong with them
renamed      names that parameters had before
editing      changing values and keeping the comments
"""
