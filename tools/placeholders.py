"""Parts of a page, filled."""

import re


def filled(page: str, parts: dict[str, str]) -> str:
    """A page with its parts between `<!-- name -->` and `<!-- /name -->` replaced."""
    for name, text in parts.items():
        part = re.compile(f"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        page = part.sub(lambda found, text=text: f"{found[1]}{text}\n{found[2]}", page)  # type: ignore[misc]
    return page
