"""New references: random, and taken by no submission or recommendation."""

from collections.abc import Sequence

from common.references import new_reference
from submissions.models import Publication, Recommendation, Submission


def free_references(year: int, number: int = 1) -> list[str]:
    """Return so many random references that no submission or recommendation has."""
    found: set[str] = set()
    while len(found) < number:
        drawn = {new_reference(year) for _ in range(number - len(found))}
        for rows in (Submission.objects.order_by(), Recommendation.objects.order_by()):
            taken = rows.filter(reference__in=drawn).values_list("reference", flat=True)
            drawn.difference_update(taken)
        found |= drawn
    return list(found)


def recommendation_references(submission: Submission, numbers: Sequence[int]) -> list[str]:
    """Return the references of recommendations: the submission's with each number, if it is named.

    Else ones of their own, so that the siblings of an anonymous answer are not tied together.
    """
    if submission.publication == Publication.NAMED:
        return [f"{submission.reference}-{number}" for number in numbers]
    return free_references(submission.call.dialogue.year, len(numbers))
