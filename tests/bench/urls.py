"""The portal's addresses, and the bare page that every other one is measured beside."""

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from dialogues.models import Dialogue
from idmportal import urls
from tests.bench.stage import BARE_DIALOGUE

# An engine of its own: none of the portal's context processors run for this page.
BARE = Engine().from_string(
    """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ dialogue.theme }}</title></head>
<body>
<h1>{{ dialogue.theme }}</h1>
<p>The International Dialogue on Migration of {{ dialogue.year }}.</p>
{% if dialogue.is_demonstration %}<p>A demonstration.</p>{% endif %}
</body>
</html>
"""
)


def bare(request: HttpRequest) -> HttpResponse:
    """Read one row and show it with a small template: the least that a page of Django does."""
    dialogue = Dialogue.objects.get(slug=BARE_DIALOGUE)
    return HttpResponse(BARE.render(Context({"dialogue": dialogue})))


urlpatterns = [path("bare/", bare), *urls.urlpatterns]
