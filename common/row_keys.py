"""Keys of rows as they come in forms and addresses: from anybody, so perhaps none at all."""

LONGEST = 18  # digits that every database takes as a key


def row_key(text: str) -> int:
    """Return the key that a text names; 0, which no row has, where it can be none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST else 0
