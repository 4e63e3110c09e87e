"""Which stakeholder an accepted answer comes from, and making two of them one."""

from django.db import transaction
from django.utils.text import slugify

from common.text import fold
from common.tokens import new_public_id
from submissions.models import Stakeholder, Submission


def match_or_make(submission: Submission) -> Stakeholder:
    """Return the stakeholder of the same name and country, made when there is none."""
    name = submission.on_behalf_of or submission.organization
    stakeholder, _made = Stakeholder.objects.get_or_create(
        folded_name=fold(name)[:300],
        country=submission.country,
        defaults={
            "name": name,
            "acronym": "" if submission.on_behalf_of else submission.acronym,
            "category": submission.category,
            "slug": free_slug(name),
        },
    )
    while stakeholder.merged_into is not None:
        stakeholder = stakeholder.merged_into
    return stakeholder


def free_slug(name: str) -> str:
    """Return an unused slug from the name; random where its script leaves nothing."""
    slug = slugify(fold(name))[:100] or new_public_id()
    while Stakeholder.objects.filter(slug=slug).exists():
        slug = f"{slug[:100]}-{new_public_id()[:6]}"
    return slug


@transaction.atomic
def merge(keep: Stakeholder, others: list[Stakeholder]) -> int:
    """Make `others` names of `keep`: their submissions move, their addresses lead to it.

    Returns how many submissions moved.
    """
    others = [other for other in others if other.pk != keep.pk]
    moved = int(Submission.objects.filter(stakeholder__in=others).update(stakeholder=keep))
    for other in others:
        other.merged_into = keep
        other.save()
    Stakeholder.objects.filter(merged_into__in=others).update(merged_into=keep)
    return moved
