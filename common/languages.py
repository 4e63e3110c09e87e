"""The six languages: each by its own name, and the direction in which it is written."""

from django.utils.translation import get_language_info

# In the order of every list of languages, whatever the language of the page.
OWN_NAMES = {
    "en": "English",
    "fr": "Français",
    "es": "Español",
    "ar": "العربية",
    "zh-hans": "中文",
    "ru": "Русский",
}

# Language and territory, as the Open Graph protocol wants them.
LOCALES = {
    "en": "en_GB",
    "fr": "fr_FR",
    "es": "es_ES",
    "ar": "ar_AR",
    "zh-hans": "zh_CN",
    "ru": "ru_RU",
}


def direction(language: str) -> str:
    """Return "rtl" or "ltr", the direction in which a language is written."""
    return "rtl" if get_language_info(language)["bidi"] else "ltr"
