"""What search engines are told: every public page, in six languages, by its address in BASE_URL."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from dialogues.models import Dialogue, Workshop
from outcomes.models import OutcomeDocument, StocktakingPaper
from submissions.models import Call, Recommendation, Stakeholder

PAGES = [
    *("home", "about", "contact", "privacy", "accessibility", "data"),
    *("dialogues:dialogue-list", "submissions:call-list", "submissions:recommendation-list"),
    *("submissions:participation", "outcomes:document-list"),
]


class InEachLanguage(Sitemap):
    """Pages that stand in each language, with each other as alternates."""

    i18n = True
    alternates = True
    limit = 12_000  # addresses in a file: with its alternates each takes about a kilobyte

    @property
    def protocol(self) -> str:  # type: ignore[override]  # Django reads an attribute
        """http or https, as readers use it."""
        return str(urlsplit(settings.BASE_URL).scheme)

    def get_domain(self, site: Any = None) -> str:
        """Return the host that readers use, whatever the request asked for."""
        return str(urlsplit(settings.BASE_URL).netloc)


class Pages(InEachLanguage):
    """The portal's own pages and its lists."""

    def items(self) -> list[str]:
        """Return the names of their addresses."""
        return PAGES

    def location(self, item: str) -> str:
        """Return the address of one in the active language."""
        return reverse(item)


class Rows(InEachLanguage):
    """A page for each public row."""

    def __init__(
        self, rows: Callable[[], QuerySet[Any]], order: str, *, is_long: bool = False
    ) -> None:
        """`order` must not tell more than the pages do: rows of one answer stand apart.

        A long list names each page in English alone, whose head leads to the others: with all
        its alternates the whole list would have to be held at once.
        """
        self.rows, self.order = rows, order
        self.i18n = self.alternates = not is_long

    def items(self) -> QuerySet[Any]:
        """Return the rows, in an order that stays."""
        return self.rows().order_by(self.order)

    def location(self, item: Any) -> str:
        """Return the address of one: in English in a long list, whatever a crawler prefers."""
        if self.i18n:
            return str(item.get_absolute_url())
        with translation.override(settings.LANGUAGE_CODE):
            return str(item.get_absolute_url())


SITEMAPS: dict[str, InEachLanguage] = {
    "pages": Pages(),
    "dialogues": Rows(lambda: Dialogue.objects.public(), "slug"),
    "workshops": Rows(lambda: Workshop.objects.public().select_related("dialogue"), "pk"),
    "calls": Rows(lambda: Call.objects.public(), "slug"),
    "recommendations": Rows(
        lambda: Recommendation.objects.public().only("reference"), "reference", is_long=True
    ),
    "stakeholders": Rows(lambda: Stakeholder.objects.public(), "slug", is_long=True),
    "outcomes": Rows(lambda: OutcomeDocument.objects.public(), "slug"),
    "papers": Rows(lambda: StocktakingPaper.objects.public(), "slug"),
}
