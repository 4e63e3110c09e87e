"""A language that nobody speaks: every text of the portal, bracketed, accented and 40 % longer.

It takes the place of Russian: dates, countries and Django's own words come in Cyrillic then, so
that a Latin letter without an accent on a page is content, or a text that cannot be translated.
"""

import math
import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from common import catalogues

LANGUAGE = "ru"
KEPT = re.compile(r"(%\(\w+\)[sd]|%[sd%]|\{[^{}]*\}|<[^<>]+>|&#?\w+;)")
ACCENTED = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ȧƀƈḓḗƒɠħīĵķŀḿƞǿƥɋřşŧŭṽẇẋẏẑȦƁƇḒḖƑƓĦĪĴĶĿḾȠǾƤɊŘŞŦŬṼẆẊẎẐ",
)
LONGER = 0.4
WORD = 7


def pseudo(text: str) -> str:
    """Return a text as the language has it; placeholders, tags and outer lines stay."""
    inside = text.strip("\n")
    if not inside:
        return text
    parts = KEPT.split(inside)
    said = "".join(
        part if number % 2 else part.translate(ACCENTED) for number, part in enumerate(parts)
    )
    more = math.ceil(LONGER * sum(map(len, parts[::2])))
    padding = "~" * more if more <= WORD else " ".join(["~" * (WORD - 1)] * math.ceil(more / WORD))
    start, _inside, end = text.partition(inside)
    return f"{start}[{said} {padding}]{end}"


def write(folder: Path) -> None:
    """Write the catalogue of the language, compiled, as one of LOCALE_PATHS."""
    catalog = Catalog(locale=LANGUAGE, domain="django")
    for message in catalogues.gathered():
        if message.id:
            ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
            said = [pseudo(one) for one in ids]
            forms = (said[0], *said[-1:] * (catalog.num_plurals - 1))
            string = said[0] if isinstance(message.id, str) else forms
            catalog.add(message.id, string, context=message.context)
    file = folder / LANGUAGE / "LC_MESSAGES" / "django.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as opened:
        write_mo(opened, catalog)
