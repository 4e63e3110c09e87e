"""How the list of submissions is narrowed: where one stands, and the words searched for."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.references import normalise_reference
from common.text import fold
from submissions.mail_domains import Known, Standing
from submissions.models import Recommendation, Submission
from submissions.querysets import SubmissionQuerySet
from submissions.states import Status

WAITING, OVERDUE, ALL = "waiting", "overdue", "all"


class StandingFilter(admin.SimpleListFilter):
    """What waits for the Unit, unless another status is chosen or words are searched for."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the queue, everything, each status, and what is overdue."""
        self.default = ALL if request.GET.get(SEARCH_VAR) else WAITING
        return [
            (WAITING, _("Waiting")),
            (ALL, _("All")),
            *Status.choices,
            (OVERDUE, _("Changes overdue")),
        ]

    def chosen(self) -> str:
        """Return the choice in force."""
        return str(self.value() or self.default)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the submissions that stand as chosen."""
        rows = cast("SubmissionQuerySet", queryset)
        chosen = self.chosen()
        if chosen == WAITING:
            return rows.awaiting().order_by()
        if chosen == OVERDUE:
            return rows.overdue()
        return rows.filter(status=chosen) if chosen in Status.values else rows

    def choices(self, changelist: ChangeList) -> Any:
        """Yield the links; the one in force is marked, and there is no second "All"."""
        links = list(super().choices(changelist))[1:]
        for (value, _title), link in zip(self.lookup_choices, links, strict=True):
            yield {**link, "selected": self.chosen() == value}


class MailFilter(admin.SimpleListFilter):
    """Whether the contact writes from a mail domain that is known for the organization."""

    title = _("mail domain")
    parameter_name = "mail"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer both."""
        return [*Standing.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the chosen ones."""
        if self.value() not in Standing.values:
            return queryset
        return queryset.filter(pk__in=Known.now().keys_of(str(self.value()), queryset))


def search(
    queryset: QuerySet[Submission], words: str, *, with_contact: bool
) -> QuerySet[Submission]:
    """Keep submissions that hold every word: in reference, organization or recommendations.

    The contact's e-mail address is searched only `with_contact`: else a search would tell it.
    """
    for word in words.split():
        queryset = queryset.filter(_holds(word, with_contact=with_contact))
    return queryset


def _holds(word: str, *, with_contact: bool) -> Q:
    # Two numbers may follow the prefix: of the submission, and of its recommendation.
    reference = normalise_reference(word) or word
    said = Recommendation.objects.filter(submission=OuterRef("pk"))
    found = (
        Q(reference__istartswith=reference)
        | Q(organization__icontains=word)
        | Q(acronym__iexact=word)
        | Q(stakeholder__folded_name__contains=fold(word))
        | Q(Exists(said.filter(search_text__contains=fold(word))))
        | Q(Exists(said.filter(reference__iexact=reference)))
    )
    return found | Q(contact_email__icontains=word) if with_contact else found
