"""SHA256SUMS of a model: the hashes of its other files, as sha256sum writes and checks them."""

import hashlib
import re

LINE = re.compile(r"(?P<digest>[0-9a-fA-F]{64}) [ *](?P<name>.+)")


def sums_of(files: dict[str, bytes]) -> bytes:
    """The lines for files by their names."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def parse_sums(content: bytes) -> dict[str, str]:
    """The hashes by the names of the files.

    Raises:
        ValueError: there is anything else.
    """
    lines = [LINE.fullmatch(line) for line in content.decode("utf-8").splitlines()]
    if not lines or None in lines:
        raise ValueError("each of its lines should have a SHA-256 and the name of a file")
    return {line["name"]: line["digest"].lower() for line in lines if line}
