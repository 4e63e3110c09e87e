"""Who may read from elsewhere: pages of any other site may read the API, and nothing else."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]
READING = "GET, HEAD, OPTIONS"
# A day: browsers ask no more often whether they may ask.
PREFLIGHT = {
    "Access-Control-Allow-Methods": READING,
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
    "Allow": READING,
}


class ReadFromAnywhereMiddleware:
    """Let scripts of other sites read the API. It knows no cookie, so there is nothing to steal."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(settings.API_PREFIX):
            return self.get_response(request)
        if request.method == "OPTIONS":
            response = HttpResponse(status=204, headers=PREFLIGHT)
        else:
            response = self.get_response(request)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Link"
        return response
