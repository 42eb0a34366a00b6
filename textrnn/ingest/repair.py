"""Text that was read in a wrong encoding before, such as GrÃ¼ÃŸe, as it was written."""


def repaired(text: str) -> str:
    """The text as it was written; ftfy knows the signs of wrong encodings, and leaves all else as it is."""
    from ftfy import fix_encoding

    return text if text.isascii() else fix_encoding(text)
