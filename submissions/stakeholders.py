"""Which stakeholder an accepted answer comes from, and making two of them one."""

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from common.states import VerbRefused
from common.text import fold, lines
from common.tokens import new_public_id
from submissions.index.writing import following
from submissions.models import Publication, Recommendation, Stakeholder, Submission
from submissions.querysets import RecommendationQuerySet


def match_or_make(submission: Submission) -> Stakeholder:
    """Return the stakeholder of the same name and country, made when there is none.

    It stays locked until the end of the transaction: a merge at the same time waits, and then
    moves this submission as well.
    """
    try:
        stakeholder = _get_or_make(submission)
    except IntegrityError:  # another name took the same address just now
        stakeholder = _get_or_make(submission)
    while stakeholder.merged_into_id is not None:
        stakeholder = Stakeholder.objects.select_for_update().get(pk=stakeholder.merged_into_id)
    return stakeholder


def name_in(submission: Submission) -> str:
    """Return the name that an answer gives its stakeholder: that of those who are spoken for."""
    return submission.on_behalf_of or submission.organization


def _get_or_make(submission: Submission) -> Stakeholder:
    name = name_in(submission)
    # The stakeholder's page must not tell what only an answer without the name said.
    is_named = submission.publication == Publication.NAMED
    shows_own_name = is_named and not submission.on_behalf_of
    stakeholder, _made = Stakeholder.objects.select_for_update().get_or_create(
        folded_name=fold(name)[:300],
        country=submission.country,
        defaults={
            "name": name,
            "acronym": submission.acronym if shows_own_name else "",
            "category": submission.category,
            "slug": free_slug(name),
        },
    )
    if is_named and not stakeholder.submissions.filter(publication=Publication.NAMED).exists():
        _introduce(stakeholder, submission, name)
    return stakeholder


def _introduce(stakeholder: Stakeholder, submission: Submission, name: str) -> None:
    """Let the first answer with the name say how it is written, and what it is.

    Until now nobody could see the page: its address may hold what only an answer without the name
    said.
    """
    stakeholder.name, stakeholder.category = name, submission.category
    if not stakeholder.slug.startswith(slugify(fold(name))[:100]):
        stakeholder.slug = free_slug(name)
    stakeholder.acronym = "" if submission.on_behalf_of else submission.acronym
    stakeholder.save()


def forget(submission: Submission) -> None:
    """Let go of a spelling and an acronym that no other answer gave, now that this has no name.

    Where no other answer has the name there is nothing to do: nobody sees the stakeholder.
    """
    stakeholder = submission.stakeholder
    if stakeholder is None:
        return
    named = stakeholder.submissions.filter(publication=Publication.NAMED)
    others = list(named.exclude(pk=submission.pk).order_by("submitted_at", "pk"))
    written = [name_in(other) for other in others]
    same = [name for name in written if fold(name) == fold(stakeholder.name)]
    if others and stakeholder.acronym not in {other.acronym for other in others}:
        stakeholder.acronym = ""
        stakeholder.save(update_fields=["acronym"])
    if same and stakeholder.name not in same:
        with following(said_by([stakeholder.pk])):
            stakeholder.name = same[0]
            stakeholder.save(update_fields=["name", "folded_name"])


def said_by(stakeholders: list[int]) -> RecommendationQuerySet:
    """Return what is public under the names: what the index follows when a name changes."""
    return (
        Recommendation.objects.named().published().filter(submission__stakeholder__in=stakeholders)
    )


def has_spoken_as(stakeholder: Stakeholder, merged: Stakeholder) -> bool:
    """Tell whether it said something public under the name that was merged into it.

    A name that only answers without it gave is not confirmed to whoever guesses it.
    """
    said = Recommendation.objects.public().named().filter(submission__stakeholder=stakeholder)
    columns = ("submission__on_behalf_of", "submission__organization")
    names = {fold(behalf or own) for behalf, own in said.order_by().values_list(*columns)}
    return any(
        name[:300] == merged.folded_name or slugify(name)[:100] == merged.slug for name in names
    )


def free_slug(name: str) -> str:
    """Return an unused slug from the name; random where its script leaves nothing."""
    slug = slugify(fold(name))[:100] or new_public_id()
    while Stakeholder.objects.filter(slug=slug).exists():
        slug = f"{slug[:100]}-{new_public_id()[:6]}"
    return slug


@transaction.atomic
def merge(keep: Stakeholder, others: list[Stakeholder]) -> int:
    """Make `others` names of `keep`: their submissions move, their addresses lead to it.

    Returns how many submissions moved. Raises VerbRefused when `keep` is itself a mere name.
    """
    chosen = (
        Stakeholder.objects.select_for_update()
        .order_by("pk")
        .in_bulk([keep.pk, *(other.pk for other in others)])
    )
    keep = chosen.pop(keep.pk)
    if keep.merged_into_id is not None:
        raise VerbRefused(_("It was merged into another one: keep that one instead."))
    others = list(chosen.values())
    with following(said_by([other.pk for other in others])):
        moved = int(Submission.objects.filter(stakeholder__in=others).update(stakeholder=keep))
    domains = {one for row in (keep, *others) for one in lines(row.mail_domains)}
    keep.mail_domains = "\n".join(sorted(domains))
    keep.save(update_fields=["mail_domains"])
    for other in others:
        other.merged_into, other.mail_domains = keep, ""
        other.save()
    Stakeholder.objects.filter(merged_into__in=others).update(merged_into=keep)
    return moved
