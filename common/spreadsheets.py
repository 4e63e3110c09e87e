"""Cells as text: what a stranger wrote must not run as a formula where a table is opened."""

# What spreadsheets take for a formula, with the full-width forms.
FORMULA = tuple("=+-@\t\r＝＋－＠")


def cell(value: str) -> str:
    """Return a cell's text, with an apostrophe before what a spreadsheet would take to compute."""
    return f"'{value}" if value.startswith(FORMULA) else value
