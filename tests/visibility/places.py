"""Where readers may meet what an answer holds: the promise of the form, written out."""

from collections.abc import Iterable

LISTS = ("recommendation-list", "home")
# In the world every answer arose from one session, whose workshop is public.
FEED = "recommendation-feed"
# Each page names those that say something similar, with who said it.
SIMILAR = "recommendation-detail"
TITLES = (*LISTS, FEED, "workshop-detail", SIMILAR)
TAKEN_AWAY = (
    *("recommendation-csv", "recommendation-json", "recommendation-xlsx"),
    *("data-sqlite", "data-csv"),
)
OUTCOME = "document-detail"
PAPER = ("paper-detail", "paper-edition", "paper-print", "paper-csv", "paper-json")


def places_of(
    mode: str, key: str, name: str, number: int = 0, *, is_behalf: bool = False
) -> Iterable[str]:
    """Return the places of a field of the answer `key`, or of its recommendation `number`.

    `mode`: named, anonymous, merged (named, under the name of the stakeholder "keeper"), or ""
    for what is not public. A place is the name of an address, alone or with whose it is:
    "recommendation-detail:key" is every page of the answer, "…:key.1" that of its first one.
    """
    pages = f"recommendation-detail:{key}"
    page = f"{pages}.{number}"
    own = "keeper" if mode == "merged" else key
    everywhere = (
        *(*TITLES, *TAKEN_AWAY, OUTCOME, "sitemap-part", *PAPER),
        *(f"stakeholder-detail:{own}", pages),
    )
    # In the world each is translated into French and Russian; in lists of these languages.
    translated = {f"{code}_{part}": (page,) for code in ("fr", "ru") for part in ("title", "text")}
    anonymous: dict[str, tuple[str, ...]] = {
        **translated,
        **{f"{code}_title": (*LISTS, page) for code in ("fr", "ru")},
        "title": (*TITLES, *TAKEN_AWAY, *PAPER, page),
        "text": (*LISTS, FEED, *TAKEN_AWAY, OUTCOME, *PAPER, page),
        "reference": (*TITLES, *TAKEN_AWAY, OUTCOME, *PAPER, "sitemap-part", page),
        "addressed_to": (*TAKEN_AWAY, page),
        "disposition_reason": (*TAKEN_AWAY, *PAPER, page),
    }
    named = {
        **anonymous,
        "organization": everywhere,
        "category_other": everywhere,
        "title": everywhere,
        "reference": everywhere,
        "text": (*LISTS, FEED, *TAKEN_AWAY, OUTCOME, *PAPER, f"stakeholder-detail:{own}", page),
        **{f"{code}_title": (*LISTS, f"stakeholder-detail:{own}", page) for code in ("fr", "ru")},
        "acronym": (f"stakeholder-detail:{own}", pages),
        "co_sponsors": (pages,),
        "file_name": (pages, f"recommendation-file:{key}"),
        "file_bytes": (f"recommendation-file:{key}",),
    }
    if is_behalf:
        named |= {"organization": (pages,), "on_behalf_of": everywhere, "acronym": (pages,)}
    merged = {**named, "organization": (pages,), "acronym": (pages,)}
    # The stakeholder's name is that of the one it was merged into.
    if key == "keeper":
        others = ("recommendation-detail:merged", "stakeholder-detail:merged")
        named["organization"] = (*everywhere, *others)
    modes = {"named": named, "anonymous": anonymous, "merged": merged}
    return modes.get(mode, {}).get(name, ())
