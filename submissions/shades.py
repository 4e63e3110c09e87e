"""The shades of a table of numbers: few steps, of which the key tells the numbers."""

from collections.abc import Iterator
from itertools import pairwise

STEPS = 4


def bounds_of(largest: int) -> list[int]:
    """Return the largest number of each step: as squares, since few groups say much."""
    return [max(step, largest * step**2 // STEPS**2) for step in range(1, STEPS + 1)]


def shade(number: int, bounds: list[int]) -> str:
    """Return the step of a number above 0, as in "step-1" for the lightest."""
    return f"step-{1 + sum(number > bound for bound in bounds)}"


def key(bounds: list[int], largest: int) -> Iterator[tuple[str, str]]:
    """Yield each step up to the largest number with its numbers, as in "2–5"."""
    for before, most in pairwise([0, *bounds]):
        if before < largest:
            words = f"{before + 1}–{most}" if most > before + 1 else str(most)
            yield shade(most, bounds), words
