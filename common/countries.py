"""The members and observers of the United Nations, with the names that the UN uses.

Source: the UN's lists as gathered in the public-domain data set country-codes
(common/data/countries.json): names in six languages, regional groups.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.text import fold

DATA = Path(__file__).parent / "data" / "countries.json"
INTERNATIONAL = "international"
REGIONS = {
    "african": _("African States"),
    "asia_pacific": _("Asia-Pacific States"),
    "eastern_european": _("Eastern European States"),
    "grulac": _("Latin American and Caribbean States"),
    "weog": _("Western European and other States"),
    "none": _("No regional group"),
    INTERNATIONAL: _("International"),
}


@cache
def _by_code() -> dict[str, dict[str, Any]]:
    rows = json.loads(DATA.read_text(encoding="utf-8"))
    return {row["iso2"]: row for row in rows}


def is_country(code: str) -> bool:
    """Tell whether the ISO 3166-1 alpha-2 code is a member or observer of the UN."""
    return code in _by_code()


def country_name(code: str, language: str | None = None) -> str:
    """Return the country's name in the language (default: the active one); "" if unknown."""
    names = _by_code().get(code, {}).get("names", {})
    return str(names.get(language or get_language() or "en") or names.get("en", ""))


def region_of(code: str) -> str:
    """Return the code of the UN regional group of a country; "international" for ""."""
    if not code:
        return INTERNATIONAL
    return _by_code()[code]["regional_group"] or "none"


@cache
def country_choices(language: str) -> tuple[tuple[str, str], ...]:
    """Return (code, name) of all countries in the order of the language's names."""
    pairs = [(code, country_name(code, language)) for code in _by_code()]
    return tuple(sorted(pairs, key=lambda pair: fold(pair[1])))


@cache
def codes_by_name() -> dict[str, str]:
    """Return folded name -> code, for every language in which the data has a name."""
    return {fold(name): code for code, row in _by_code().items() for name in row["names"].values()}
