"""The public pages of dialogues and workshops, and the files that staff put up for them."""

import mimetypes
from pathlib import PurePath
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, ListView

from common.calendars import calendar_file
from common.files import download
from dialogues import calendars, linked, programme, sources, timeline
from dialogues.models import Dialogue, Document, Photo, Workshop


class DialogueList(ListView):
    """The archive: real dialogues by year, demonstrations apart."""

    queryset = Dialogue.objects.public().for_archive()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add `dialogues` and `demonstrations`."""
        context = super().get_context_data(**kwargs)
        rows = context["object_list"]
        context["dialogues"] = [row for row in rows if not row.is_demonstration]
        context["demonstrations"] = [row for row in rows if row.is_demonstration]
        return context


class DialogueDetail(DetailView):
    """One year: theme, workshops, the process it feeds, documents."""

    queryset = Dialogue.objects.public().for_page()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add `steps` (of the process), `upcoming` (workshop), `linked`, `sources`, `thread`."""
        dialogue: Dialogue = self.object
        today = timezone.localdate()
        milestones = dialogue.process.milestones.all() if dialogue.process else []
        steps = timeline.steps(milestones, today)
        return super().get_context_data(
            steps=steps,
            upcoming=next((row for row in dialogue.workshops.all() if row.is_ahead(today)), None),
            linked=linked.of_dialogue(dialogue),
            sources=sources.of_dialogue(dialogue, steps),
            thread=[_archive(), {"label": dialogue.year, "here": True}],
            **kwargs,
        )


class WorkshopDetail(DetailView):
    """One meeting: facts, overview, programme, documents, photos."""

    queryset = Workshop.objects.public().for_page()

    def get_queryset(self) -> QuerySet[Workshop]:
        """Look only in the dialogue of the address."""
        return super().get_queryset().filter(dialogue__slug=self.kwargs["dialogue"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add `dialogue`, `days` (the programme), `is_dated`, `linked`, `sources`, `thread`."""
        workshop: Workshop = self.object
        dialogue = workshop.dialogue
        year = {"label": dialogue.year, "url": dialogue.get_absolute_url()}
        return super().get_context_data(
            dialogue=dialogue,
            days=programme.days(workshop.sessions.all()),
            is_dated=calendars.is_dated(workshop),
            linked=linked.of_workshop(workshop),
            sources=sources.of_workshop(workshop),
            thread=[_archive(), year, {"label": workshop.short, "here": True}],
            **kwargs,
        )


@require_safe
def workshop_calendar(request: HttpRequest, dialogue: str, slug: str) -> HttpResponse:
    """Send a workshop for a calendar. 404 for one that is not public, or has no date yet."""
    public = Workshop.objects.public().select_related("dialogue").prefetch_related("sessions")
    workshop = get_object_or_404(public, dialogue__slug=dialogue, slug=slug)
    if not calendars.is_dated(workshop):
        raise Http404("No day of the workshop is known yet")
    title = workshop.dialogue.labelled(workshop.shown("title"))
    return calendar_file(calendars.name_of(workshop), title, calendars.programme(workshop))


@require_safe
def document_file(request: HttpRequest, pk: int) -> FileResponse:
    """Send the file of a public document for saving. 404 for any other."""
    document = get_object_or_404(Document.objects.public().exclude(file=""), pk=pk)
    return _send(document.file)


@require_safe
def photo_image(request: HttpRequest, pk: int) -> FileResponse:
    """Send the image of a public photo for showing. 404 for any other."""
    photo = get_object_or_404(Photo.objects.public().exclude(image=""), pk=pk)
    response = _send(photo.image)
    response["Content-Disposition"] = "inline"
    return response


def _send(file: FieldFile) -> FileResponse:
    name = PurePath(str(file.name)).name
    content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    try:
        return download(file, name=name, content_type=content_type)
    except FileNotFoundError as error:
        raise Http404("The file is not in the media folder") from error


def _archive() -> dict[str, Any]:
    """Return the first step of every thread."""
    return {"label": _("Dialogues"), "url": reverse("dialogues:dialogue-list")}
