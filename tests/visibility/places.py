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
    "api-recommendations",
)
OUTCOME = "document-detail"
QUOTED = (OUTCOME, "api-outcome-document")
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
    for_programs = f"api-recommendation:{key}.{number}"
    everywhere = (
        *(*TITLES, *TAKEN_AWAY, OUTCOME, "sitemap-part", *PAPER),
        *(f"stakeholder-detail:{own}", pages, f"api-recommendation:{key}"),
    )
    name_of = (*everywhere, "api-stakeholders", f"api-stakeholder:{own}")
    # In the world each is translated into French and Russian; in lists of these languages.
    translated = {f"{code}_{part}": (page,) for code in ("fr", "ru") for part in ("title", "text")}
    anonymous: dict[str, tuple[str, ...]] = {
        **translated,
        **{f"{code}_title": (*LISTS, page) for code in ("fr", "ru")},
        "title": (*TITLES, *TAKEN_AWAY, *PAPER, page, for_programs),
        "text": (*LISTS, FEED, *TAKEN_AWAY, *QUOTED, *PAPER, page, for_programs),
        "reference": (*TITLES, *TAKEN_AWAY, *QUOTED, *PAPER, "sitemap-part", page, for_programs),
        "addressed_to": (*TAKEN_AWAY, page, for_programs),
        "disposition_reason": (*TAKEN_AWAY, *PAPER, page, for_programs),
    }
    named = {
        **anonymous,
        "organization": name_of,
        "category_other": everywhere,
        "title": everywhere,
        "reference": (*everywhere, *QUOTED),
        "text": (*anonymous["text"], f"stakeholder-detail:{own}"),
        **{f"{code}_title": (*LISTS, f"stakeholder-detail:{own}", page) for code in ("fr", "ru")},
        "acronym": (f"stakeholder-detail:{own}", pages),
        "co_sponsors": (pages,),
        "file_name": (pages, f"recommendation-file:{key}"),
        "file_bytes": (f"recommendation-file:{key}",),
    }
    if is_behalf:
        named |= {"organization": (pages,), "on_behalf_of": name_of, "acronym": (pages,)}
    merged = {**named, "organization": (pages,), "acronym": (pages,)}
    # The stakeholder's name is that of the one it was merged into.
    if key == "keeper":
        others = [f"{page}:merged" for page in ("recommendation-detail", "stakeholder-detail")]
        named["organization"] = (*name_of, *others, "api-recommendation:merged")
    modes = {"named": named, "anonymous": anonymous, "merged": merged}
    return modes.get(mode, {}).get(name, ())
