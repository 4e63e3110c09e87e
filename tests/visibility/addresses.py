"""Every address of the portal, its patterns filled with all that the database could offer."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.urls import URLPattern, get_resolver, reverse

from dialogues.models import Dialogue, Document, Photo, Workshop
from idmportal.sitemaps import SITEMAPS
from outcomes.models import OutcomeDocument, Statement, StocktakingPaper
from submissions.models import (
    Attachment,
    Call,
    Recommendation,
    RetiredReference,
    Stakeholder,
    Submission,
    Theme,
)
from submissions.states import Verb
from tests.visibility.world import World

UNKNOWN = "no-such-thing"


@dataclass(frozen=True)
class Address:
    """An address to open: `places` name it, alone and with whose row it is."""

    name: str
    url: str
    places: frozenset[str]


@dataclass(frozen=True)
class Pattern:
    """A pattern of the resolver: its name with namespace, its route, its app's name."""

    name: str
    route: str


def patterns() -> Iterator[Pattern]:
    """Yield every pattern of the portal."""
    yield from _patterns(get_resolver(), "", "")


def _patterns(resolver: Any, route: str, namespace: str) -> Iterator[Pattern]:
    for one in resolver.url_patterns:
        path = f"{route}{one.pattern}"
        if isinstance(one, URLPattern):
            yield Pattern(f"{namespace}{one.name or path}", path)
        else:
            inner = f"{one.namespace}:" if one.namespace else ""
            yield from _patterns(one, path, f"{namespace}{inner}")


Filled = Iterable[tuple[list[Any], str]]
Query = dict[str, Any]


def once(world: World) -> Filled:
    """Fill a pattern that takes nothing."""
    return [([], "")]


def nothing(world: World) -> Filled:
    """Leave a pattern out."""
    return []


def of(model: Any, name: str = "pk") -> Callable[[World], Filled]:
    """Fill a pattern with each value of a column, and one that nothing has."""

    def fill(world: World) -> Filled:
        values = list(model._base_manager.values_list(name, flat=True))
        unknown = 10**9 if name == "pk" else UNKNOWN
        return [([value], "") for value in [*values, unknown]]

    return fill


def references(world: World) -> Filled:
    """Fill a pattern with every reference there is or was, and those that could be guessed."""
    filled = []
    for key, row in world.submissions.items():
        said = {one.number: one.reference for one in row.recommendations.all()}
        filled += [([one], f"{key}.{number}") for number, one in said.items()]
        guessed = [row.reference, *(f"{row.reference}-{number}" for number in (1, 2, 3))]
        filled += [([one], "") for one in guessed if one not in said.values()]
    retired = RetiredReference.objects.values_list("reference", flat=True)
    return [*filled, *(([one], "") for one in [*retired, "IDM17-000000", UNKNOWN])]


def files_of_references(world: World) -> Filled:
    """Fill a pattern with each reference and its own files, and with those of others.

    Each file is asked for under a named and an anonymous reference; each reference is asked for
    a public file.
    """
    owners = {row.pk: key for key, row in world.submissions.items()}
    files = list(Attachment.objects.values_list("pk", "submission"))
    said = list(Recommendation.objects.values_list("reference", "submission"))
    doors = [world.one(f"accepted-{mode}", 1) for mode in ("named", "anonymous")]
    for reference, submission in said:
        own = [pk for pk, owner in files if owner == submission]
        yield from (([reference, pk], owners[submission]) for pk in own)
    for door in doors:
        others = [pk for pk, owner in files if owner != door.submission_id]
        yield from (([door.reference, pk], "") for pk in others)
    public = [pk for pk, owner in files if owner == doors[0].submission_id]
    for reference, submission in said:
        if submission != doors[0].submission_id:
            yield [reference, public[0]], ""


def slugs(world: World) -> Filled:
    """Fill a pattern with each stakeholder, and each organization that is none."""
    rows = sorted(world.submissions.items(), key=lambda pair: pair[1].publication == "named")
    owners = {row.on_behalf_of or row.organization: key for key, row in rows}
    filled = [([one.slug], owners.get(one.slug, "")) for one in Stakeholder.objects.all()]
    known = {slug for (slug,), _owner in filled}
    typed = {row.organization for row in Submission.objects.all()}
    return [*filled, *(([one], "") for one in [*sorted(typed - known), UNKNOWN])]


def workshops(world: World) -> Filled:
    """Fill a pattern with each dialogue and each workshop."""
    names = Workshop.objects.values_list("slug", flat=True)
    dialogues = Dialogue.objects.values_list("slug", flat=True)
    return [([one, name], "") for one in dialogues for name in names]


def guesses(world: World) -> list[str]:
    """Return what a stranger, or the owner of another answer, could try as a token."""
    row, draft = world.submissions["accepted-anonymous"], world.drafts["draft-late"]
    _id, _sep, signature = world.submissions["accepted-named"].token.partition("-")
    return [
        row.reference,
        row.public_id,
        str(row.pk),
        f"{row.public_id}-",
        f"{row.public_id}-{signature}",
        f"{row.public_id}-{draft.token.partition('-')[2]}",
        row.secret,
        draft.public_id,
        UNKNOWN,
    ]


def tokens(*more: Any) -> Callable[[World], Filled]:
    """Fill a pattern with tokens that are none, and `more`."""
    return lambda world: [([token, *more], "") for token in guesses(world)]


def tokens_and_secrets(world: World) -> Filled:
    """Fill a pattern with a good token and a bad secret, and the reverse."""
    row = world.submissions["unconfirmed-named"]
    secrets = [([row.token, one], "") for one in [*guesses(world), row.token]]
    return secrets + [([one, row.secret], "") for one in [*guesses(world), row.secret]]


def editions(world: World) -> Filled:
    """Fill a pattern with each edition of each paper, and with one that there is not."""
    papers = StocktakingPaper.objects.values_list("slug", flat=True)
    return [([slug, number], "") for slug in papers for number in ("1", "2", "9" * 30)]


def languages(world: World) -> Filled:
    """Fill a pattern with each recommendation and a language, its own and unknown ones too."""
    codes = ["en", "fr", "ar", "xx"]
    keys = [*Recommendation.objects.order_by("pk").values_list("pk", flat=True), 10**9]
    return [([pk, code], "") for pk, code in zip(keys, cycle(codes), strict=False)]


SAMPLES: dict[str, Callable[[World], Filled]] = {
    "root": once,
    "desk-language": once,
    "home": once,
    "about": once,
    "style": once,
    "contact": once,
    "privacy": once,
    "accessibility": once,
    "data": once,
    "data-sqlite": once,
    "data-csv": once,
    "healthz": once,
    "robots": once,
    "sitemap": once,
    "sitemap-part": lambda world: [([part], "") for part in SITEMAPS],
    "security-txt": once,
    "openapi": once,
    "api-docs": once,
    "api-start": once,
    "api:api-root": once,
    "api:api-nothing": lambda world: [([UNKNOWN], "")],
    **{
        f"api:api-{name}": once
        for name in (
            *("recommendations", "dialogues", "workshops", "calls", "themes", "stakeholders"),
            *("outcome-documents", "participation"),
        )
    },
    "api:api-recommendation": references,
    "api:api-dialogue": of(Dialogue, "slug"),
    "api:api-call": of(Call, "slug"),
    "api:api-stakeholder": slugs,
    "api:api-outcome-document": of(OutcomeDocument, "slug"),
    "dialogues:dialogue-list": once,
    "dialogues:dialogue-detail": of(Dialogue, "slug"),
    "dialogues:workshop-detail": workshops,
    "dialogues:workshop-calendar": workshops,
    "dialogues:document-file": of(Document),
    "dialogues:photo-image": of(Photo),
    "submissions:call-list": once,
    "submissions:call-feed": once,
    "submissions:call-detail": of(Call, "slug"),
    "submissions:call-calendar": of(Call, "slug"),
    "submissions:submission-create": of(Call, "slug"),
    "submissions:offline-form": of(Call, "slug"),
    "submissions:offline-upload": of(Call, "slug"),
    "submissions:submission-links": once,
    "submissions:submission-detail": tokens(),
    "submissions:submission-receipt": tokens(),
    "submissions:submission-versions": tokens(),
    "submissions:submission-correct": tokens(),
    "submissions:submission-withdraw": tokens(),
    "submissions:recommendation-withdraw": tokens(1),
    "submissions:submission-publication": tokens(),
    "submissions:submission-file": tokens(1),
    "submissions:submission-confirm": tokens_and_secrets,
    "submissions:submission-disown": tokens_and_secrets,
    "submissions:draft-detail": tokens(),
    "submissions:draft-file": tokens(1),
    "submissions:draft-read": tokens(),
    "submissions:draft-document": tokens(),
    "submissions:draft-shared-document": tokens(),
    "submissions:draft-delete": tokens(),
    "submissions:draft-shared": tokens(),
    "submissions:draft-shared-file": tokens(1),
    "submissions:recommendation-list": once,
    "submissions:recommendation-feed": once,
    **{f"submissions:recommendation-{name}": once for name in ("csv", "json", "xlsx")},
    "submissions:recommendation-detail": references,
    "submissions:recommendation-file": files_of_references,
    "submissions:stakeholder-detail": slugs,
    "submissions:participation": once,
    "outcomes:document-list": once,
    "outcomes:document-feed": once,
    "outcomes:document-detail": of(OutcomeDocument, "slug"),
    "outcomes:paper-detail": of(StocktakingPaper, "slug"),
    **{
        f"outcomes:paper-{name}": editions for name in ("edition", "print", "csv", "json", "frozen")
    },
    # --- the desk, besides what every model has
    "admin:index": once,
    "admin:login": once,
    "admin:password_change": once,
    "admin:password_change_done": once,
    "admin:autocomplete": once,
    "admin:jsi18n": once,
    "admin:app_list": lambda world: [
        ([app], "") for app in ("submissions", "outcomes", "dialogues", "common")
    ],
    "admin:view_on_site": lambda world: [
        ([ContentType.objects.get_for_model(model).pk, pk], "")
        for model in (Recommendation, Stakeholder)
        for pk in model.objects.values_list("pk", flat=True)
    ],
    "admin:auth_user_password_change": lambda world: [([world.by.pk], "")],
    "admin:submissions_submission_do": lambda world: [
        ([world.submissions["accepted-named"].pk, verb], "") for verb in Verb.values
    ],
    "admin:submissions_submission_bulk": lambda world: [([verb], "") for verb in Verb.values],
    "admin:submissions_submission_file": lambda world: [
        ([row.submission_id, row.pk], "") for row in Attachment.objects.exclude(submission=None)
    ],
    "admin:submissions_draft_file": lambda world: [
        ([row.draft_id, row.pk], "") for row in Attachment.objects.exclude(draft=None)
    ],
    "admin:translations": once,
    "admin:translate": lambda world: [
        ([model._meta.label_lower, pk], "")
        for model in (Call, Dialogue, OutcomeDocument, StocktakingPaper, Workshop)
        for pk in model.objects.values_list("pk", flat=True)
    ],
    "admin:submissions_recommendation_dispose": of(Recommendation),
    "admin:submissions_translatable_into": languages,
    "admin:submissions_translatable_remove": languages,
    "admin:outcomes_outcomedocument_write": of(OutcomeDocument),
    "admin:outcomes_answerable_suggest": of(Call),
    "admin:outcomes_answerable_release": of(Call),
    "admin:outcomes_stocktakingpaper_editions": of(StocktakingPaper),
    "admin:outcomes_stocktakingpaper_preview": lambda world: [
        ([pk, "1"], "") for pk in StocktakingPaper.objects.values_list("pk", flat=True)
    ],
    "admin:outcomes_outcomedocument_sources": lambda world: [
        ([one.section.document_id, one.pk], "")
        for one in Statement.objects.select_related("section")
    ],
}
# Nothing is there to be opened: a POST only; and what leads on to other addresses.
NOT_OPENED = {"admin:logout", "admin:admin/(?P<url>.*)$"}


def _of_models() -> dict[str, Callable[[World], Filled]]:
    """Return how to fill what the desk has for every model."""
    filled: dict[str, Callable[[World], Filled]] = {}
    for model in apps.get_models():
        start = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        route = f"admin:admin/{model._meta.app_label}/{model._meta.model_name}/"
        filled |= {f"{start}_changelist": once, f"{start}_add": once}
        filled |= {f"{start}_{action}": of(model) for action in ("change", "history", "delete")}
        filled[f"{route}<path:object_id>/"] = nothing  # leads to change
    return filled


def samples() -> dict[str, Callable[[World], Filled]]:
    """Return name of a pattern -> how to fill it, for all that are known."""
    return {**_of_models(), **SAMPLES}


def addresses(world: World) -> Iterator[Address]:
    """Yield all addresses in the active language but those of the desk."""
    for pattern in patterns():
        if not pattern.name.startswith("admin:"):
            yield from _filled(pattern, world)
    yield from _lists(world)
    for slug in Call.objects.values_list("slug", flat=True):
        yield address("submissions:participation", [], call=slug)


def desk_addresses(world: World) -> Iterator[Address]:
    """Yield the desk's addresses: of each pattern some, and every third submission's page."""
    for pattern in patterns():
        if pattern.name.startswith("admin:") and pattern.name not in NOT_OPENED:
            filled = list(_filled(pattern, world))
            is_heart = pattern.name == "admin:submissions_submission_change"
            yield from filled[::3] if is_heart else filled[:: len(filled) // 4 + 1]


def _filled(pattern: Pattern, world: World) -> Iterator[Address]:
    for arguments, owner in samples()[pattern.name](world):
        yield address(pattern.name, arguments, owner)


def address(name: str, arguments: list[Any], owner: str = "", **query: Any) -> Address:
    """Return one address; the owner "key.1" makes it a place of "key" and of "key.1"."""
    url = reverse(name, args=arguments) + (f"?{urlencode(query, doseq=True)}" if query else "")
    short = name.rpartition(":")[2]
    places = [short, f"{short}?{urlencode(query, doseq=True)}"]
    places += [f"{short}:{one}" for one in (owner, owner.partition(".")[0]) if one]
    return Address(name, url, frozenset(places))


def _lists(world: World) -> Iterator[Address]:
    """Yield the list of recommendations, its feed, a file of it and its API, by page and filter."""
    queries: list[Query] = [{"page": number} for number in (2, 3)]
    queries += [{"sort": sort} for sort in ("newest", "oldest", "stakeholder")]
    queries += [{"q": words} for words in ("states", '"states and cities"', "-zebra", "st*")]
    queries += [{"sort": sort, "page": 2} for sort in ("oldest", "stakeholder")]
    facets = {
        "call": Call.objects.values_list("slug", flat=True),
        "theme": Theme.objects.values_list("slug", flat=True),
        "category": ["other", "government"],
        "region": ["asia_pacific", "african", "none", "international", ""],
        "language": ["en", "ar"],
        "disposition": ["noted", "reflected", "waiting"],
        "perspective": ["policy"],
        "level": ["community"],
        "phase": ["before"],
        "objective": ["1"],
        "publication": ["anonymous", "counted", "named"],
        "status": ["declined"],
        "country": ["KI", "MA"],
    }
    queries += [{facet: value} for facet, values in facets.items() for value in values]
    for name in ("recommendation-list", "recommendation-feed", "recommendation-json"):
        for query in queries:
            yield address(f"submissions:{name}", [], **query)
    for query in queries:
        yield address("api:api-recommendations", [], **query, facets=1)
