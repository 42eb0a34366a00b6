"""Parts of a page, filled."""

import re


def filled(page: str, parts: dict[str, str]) -> str:
    """A page with its parts between `<!-- name -->` and `<!-- /name -->` replaced."""
    for name, text in parts.items():
        between = re.compile(f"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        page = between.sub(lambda marks, text=text: f"{marks[1]}{text}\n{marks[2]}", page)  # type: ignore[misc]
    return page
