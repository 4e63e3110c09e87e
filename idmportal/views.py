"""The pages of the project itself: the door, home, texts, and what machines ask for."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation

from idmportal import home as home_page
from idmportal import style as style_page
from submissions.views.answers import keep_typed


def to_language(request: HttpRequest) -> HttpResponse:
    """Send a reader to the home page in the language that the browser asks for."""
    language = translation.get_language_from_request(request)
    with translation.override(language):
        response = HttpResponseRedirect(reverse("home"))
    response["Vary"] = "Accept-Language"
    return response


def home(request: HttpRequest) -> HttpResponse:
    """Show what is open now and until when, what this is, and what was said."""
    return render(request, "pages/home.html", home_page.contents(timezone.now()))


def page(request: HttpRequest, name: str) -> HttpResponse:
    """Show one of the portal's own texts."""
    context = {
        "unit_email": settings.CONTACT_EMAIL,
        "draft_keep_days": settings.DRAFT_KEEP_DAYS,
        "confirm_grace_hours": settings.CONFIRM_GRACE_HOURS,
    }
    return render(request, f"pages/{name}.html", context)


def style(request: HttpRequest) -> HttpResponse:
    """Show every component of the portal, with samples."""
    return render(request, "pages/style.html", style_page.contents())


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer "ok" when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers what is private."""
    closed = ("/admin/", "/*/submissions/", "/*/drafts/", "/*/my-submissions/")
    lines = ["User-agent: *", *[f"Disallow: {path}" for path in closed], ""]
    lines += [f"Sitemap: {settings.BASE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")


def security_txt(request: HttpRequest) -> HttpResponse:
    """Say where to report a weakness (RFC 9116)."""
    expires = timezone.now() + timedelta(days=180)
    lines = [
        f"Contact: mailto:{settings.UNIT_EMAIL}",
        f"Expires: {expires:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: en, fr, es",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain")


def _own_origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Tell what to do when the form's key is missing; an answer is shown again as it was typed."""
    match = request.resolver_match
    forms = {
        "submissions:submission-create",
        "submissions:submission-correct",
        "submissions:draft-detail",
    }
    # What another site posts is not shown as if a person had typed it here.
    is_ours = request.headers.get("Origin") in (None, settings.BASE_URL, _own_origin(request))
    if match and match.view_name in forms and is_ours:
        return keep_typed(request, **match.kwargs)
    return render(request, "403_csrf.html", {"reason": reason}, status=403)
