"""The six languages: each by its own name, and the direction in which it is written."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
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


class LanguageMiddleware(LocaleMiddleware):
    """Give pages the language of their address; the API is in English, whoever asks.

    Else its answers would differ by what a browser prefers, and could not be kept.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Activate the language."""
        if request.path.startswith(settings.API_PREFIX):
            translation.activate(settings.LANGUAGE_CODE)
            request.LANGUAGE_CODE = settings.LANGUAGE_CODE
        else:
            super().process_request(request)

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Name the language in the response."""
        if request.path.startswith(settings.API_PREFIX):
            return response
        return super().process_response(request, response)
