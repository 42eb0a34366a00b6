"""SHA256SUMS of a model: the hashes of its other files, as sha256sum writes and checks them."""

import hashlib


def sums_of(files: dict[str, bytes]) -> bytes:
    """The lines for files by their names."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def parse_sums(content: bytes) -> dict[str, str]:
    """The hashes by the names of the files.

    Raises:
        ValueError: there is anything else.
    """
    lines = [line.split("  ") for line in content.decode("utf-8").splitlines()]
    return {name: digest for digest, name in lines}
