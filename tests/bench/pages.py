"""Which pages are measured, and with which searches."""

from collections.abc import Callable
from urllib.parse import urlencode

from submissions.models import Call, Recommendation
from tests.bench.meter import Page, Scene
from tests.bench.visitor import WrongPageError, read
from tests.bench.words import VOCABULARIES

DETAIL, FORM, NOTHING, KEPT = "detail", "form", "search, nothing found", "list, kept"
LIST = "/en/recommendations/"
DETAILS = 60


def scene(title: str, database: str, pages: list[Page]) -> Scene:
    """Return the pages beside the bare one."""
    bare, in_a_row = Page("bare page", ["/bare/"]), Page("bare page, in a row", ["/bare/"])
    return Scene(title, database, bare, in_a_row, pages)


def generated() -> list[Page]:
    """Return list, searches, detail and form over the generated rows."""
    english, arabic = VOCABULARIES["en"], VOCABULARIES["ar"]
    frequent, also, rare = english.word(30), english.word(80), english.word(590)
    call = Call.objects.get(slug="call-0")
    theme = call.themes.all()[0].slug
    return [
        Page("list", [LIST]),
        Page(KEPT, [LIST], is_kept=True),
        _list("list, page 50", page=50),
        _list("list, by stakeholder", sort="stakeholder"),
        _list("list, two filters", theme=theme, region="african"),
        _list("search, rare word", q=rare),
        _list("search, frequent word", q=frequent),
        _list("search, two words", q=f"{frequent} {also}"),
        _list("search, word and two filters", q=frequent, theme=theme, category="academia"),
        _list("search, Arabic", q=arabic.word(30)),
        _list(NOTHING, q="qqqqqq"),
        details(),
        Page(FORM, [f"/en/calls/{call.slug}/submit/"]),
    ]


def real() -> list[Page]:
    """Return list, searches and detail over the recommendations between States."""
    return [
        Page("list", [LIST]),
        _list("search, rare word", q="kafala"),
        _list("search, frequent word", q="migrant"),
        _list("search, two words", q="trafficking children"),
        _list("search, word and filter", q="trafficking", region="african"),
        _list("search, phrase", q='"migrant workers"'),
        details(),
    ]


def details() -> Page:
    """Return the pages of some sixty recommendations, evenly from all."""
    references = list(
        Recommendation.objects.public().order_by("pk").values_list("reference", flat=True)
    )
    chosen = references[:: max(len(references) // DETAILS, 1)]
    return Page(DETAIL, [f"{LIST}{reference}/" for reference in chosen])


def _list(name: str, **asked: str | int) -> Page:
    return Page(name, [f"{LIST}?{urlencode(asked)}"])


def check(get: Callable[[str], bytes], pages: list[Page]) -> None:
    """Raise WrongPageError unless each list holds rows, but that where nothing is found."""
    for page in pages:
        content = read(get(page.addresses[0]))
        is_list = page.addresses[0].startswith(f"{LIST}?")
        if is_list and (b'class="card-result"' in content) == (page.name == NOTHING):
            raise WrongPageError(f"{page.name}: not the rows that were expected")
