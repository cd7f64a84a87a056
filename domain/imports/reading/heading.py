"""What the columns of a file are called."""

NAME_CHARS = 500


def column_name(name: str) -> str:
    """Return a name as it is shown and found: trimmed, on one line, cut off, without signs that nobody sees."""
    name = name[:NAME_CHARS]
    if not name.isprintable():
        name = " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
    return name.strip()
