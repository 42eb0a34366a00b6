"""PyYAML's loader with the types of YAML 1.2, as DVC has them.

Left alone, PyYAML has the types of YAML 1.1: 1e-3 is a text, `no` is false and 010 is eight.
"""

import re
from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from yaml import SafeLoader as FastestLoader
else:  # Without libyaml, PyYAML reads the same in ten times as long.
    FastestLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

TAG = "tag:yaml.org,2002:"
LARGEST = 10_000  # Values that a file may have by its aliases, if it is not larger itself.
MOST = 10**9  # Values up to which they are counted.
DEEPEST = 100  # Levels: the C loader has no bound of its own, and ends the process when its stack is full.
# What a word without quotes means: a tag, the signs it may begin with ("" is no sign at all), and what it looks like.
# The first that fits; any other word is a text.
TYPES = (
    ("bool", "tTfF", "true|True|TRUE|false|False|FALSE"),
    (
        "float",
        "-+.0123456789",
        r"""[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)? | [-+]?[0-9][0-9_]*[eE][-+]?[0-9]+
        | [-+]?\.[0-9_]+(?:[eE][-+][0-9]+)? | [-+]?\.(?:inf|Inf|INF) | \.(?:nan|NaN|NAN)""",
    ),
    ("int", "-+0123456789", "[-+]?(?:0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+|[0-9_]+)"),
    ("merge", "<", "<<"),
    ("null", ["~", "n", "N", ""], "~|null|Null|NULL|"),
    (
        "timestamp",
        "0123456789",
        r"""[0-9]{4}-[0-9]{2}-[0-9]{2} | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)
        [0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?""",
    ),
    ("value", "=", "="),
)
BASES = {"0b": 2, "0o": 8, "0x": 16}


class Loader(FastestLoader):
    """PyYAML's safe loader with the types of YAML 1.2; it refuses a key that a mapping has twice."""

    def read(self) -> Any:
        """The value of the only document.

        Raises:
            yaml.YAMLError: it is no YAML, or has a key twice.
            ValueError: it becomes much larger than it is, or a tag promises another type than is there.
        """
        root = self.get_single_node()
        if root is None:
            return None
        refuse_growth(root)
        for node in all_nodes(root):
            if isinstance(node, yaml.MappingNode):
                self.refuse_repeated_keys(node)
        return self.construct_document(root)

    def construct_integer(self, node: yaml.ScalarNode) -> int:
        """010 is ten, 0o10 is eight."""
        text = str(self.construct_scalar(node)).replace("_", "")
        sign, digits = (-1 if text.startswith("-") else 1), text[text.startswith(("-", "+")) :]
        base = BASES.get(digits[:2])
        return sign * (int(digits[2:], base) if base else int(digits))

    def refuse_repeated_keys(self, mapping: yaml.MappingNode) -> None:
        """Refuse a mapping in which a key stands twice, those merged from elsewhere left out."""
        keys: set[Hashable] = set()
        for node, _ in mapping.value:
            key = node.value if node.tag in {f"{TAG}merge", f"{TAG}value"} else self.construct_object(node, deep=True)
            if not isinstance(key, Hashable):
                continue  # PyYAML refuses it.
            if key in keys:
                raise yaml.MarkedYAMLError(problem=f"found duplicate key {key!r}", problem_mark=node.start_mark)
            keys.add(key)


Loader.yaml_implicit_resolvers = {}  # Without those of YAML 1.1.
for tag, signs, pattern in TYPES:
    Loader.add_implicit_resolver(TAG + tag, re.compile(rf"^(?:{pattern})$", re.VERBOSE), list(signs))
Loader.add_constructor(f"{TAG}int", Loader.construct_integer)


def refuse_depth(text: str) -> None:
    """Refuse a text that would overflow the stack of the loader."""
    depth = 0
    for event in yaml.parse(text, Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise ValueError(f"it is nested more than {DEEPEST} levels deep")


def refuse_growth(root: yaml.Node) -> None:
    """Refuse aliases and merges by which a few lines become millions of values."""
    sizes: dict[yaml.Node, int] = {}  # Of a node with all below it, each as often as an alias leads to it.
    above: set[yaml.Node] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node in above:
            above.remove(node)
            sizes[node] = min(1 + sum(sizes[part] for part in parts_of(node)), MOST)
        elif node not in sizes:
            if not above.isdisjoint(parts_of(node)) or node in parts_of(node):
                raise ValueError("an alias leads to what it stands in")
            above.add(node)
            waiting += [node, *parts_of(node)]
    if sizes[root] > max(LARGEST, root.end_mark.index):
        raise ValueError(f"its aliases make {sizes[root]:,} values of it, or more: write them out")


def parts_of(node: yaml.Node) -> list[yaml.Node]:
    """The nodes of which a mapping or a list is made, keys as well."""
    match node:
        case yaml.MappingNode():
            return [part for pair in node.value for part in pair]
        case yaml.SequenceNode():
            return list(node.value)
        case _:
            return []


def all_nodes(root: yaml.Node) -> Iterator[yaml.Node]:
    """A node and all below it, each once, however many aliases lead to it."""
    waiting, known = [root], set()
    while waiting:
        node = waiting.pop()
        if node not in known:
            known.add(node)
            yield node
            waiting += parts_of(node)
