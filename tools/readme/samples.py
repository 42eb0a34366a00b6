"""What the pages show of samples/generation.txt."""

PAGE = "─" * 80  # A rule above and below the title of each sample.


def first_sample(samples: str) -> str:
    """The text of the first sample, which has no prompt."""
    _, _, text, *_ = samples.split(PAGE)
    return text.strip()


def speech(samples: str) -> str:
    """The first paragraph of it that a name in bold begins, or its first one, as a quotation."""
    paragraphs = [text.strip() for text in first_sample(samples).split("\n\n")]
    chosen = next((text for text in paragraphs if text.startswith("**")), paragraphs[0])
    return f"> {' '.join(chosen.split())}"


def sample_block(samples: str, lines: int = 24) -> str:
    """How it begins, with its settings."""
    settings = samples.partition("\n")[0]
    return "\n".join([f"At {settings}:", "", "```text", *first_sample(samples).splitlines()[:lines], "…", "```"])
