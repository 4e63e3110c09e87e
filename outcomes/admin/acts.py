"""What can be done on the page where a document is written, one act at a time."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from common.row_keys import row_key
from common.states import VerbRefused
from outcomes import editing
from outcomes.admin.forms import MoveForm, SectionForm, StatementForm
from outcomes.admin.writing import PUBLISH, back, page, writing_place
from outcomes.models import OutcomeDocument, Section, Statement
from submissions import roles
from submissions.admin.pages import DeskAdmin, staff


def write(model_admin: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show a document for writing; POST does one thing to it, named by `do`."""
    document = model_admin.row(request, pk)
    if request.method != "POST":
        return page(model_admin, request, document)
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    may = roles.has(staff(request), PUBLISH) if act in PUBLISHING else True
    if not may or not model_admin.has_change_permission(request, document):
        raise PermissionDenied
    try:
        return act(model_admin, request, document)
    except VerbRefused as refused:
        messages.error(request, str(refused))
        return page(model_admin, request, document, status=409)


def _section(request: HttpRequest, document: OutcomeDocument) -> Section:
    key = request.POST.get("section", "")
    return get_object_or_404(document.sections, pk=row_key(key))


def _statement(request: HttpRequest, document: OutcomeDocument) -> Statement:
    key = request.POST.get("statement", "")
    rows = Statement.objects.filter(section__document=document).select_related("section__document")
    return get_object_or_404(rows, pk=row_key(key))


def _taken(
    admin: DeskAdmin,
    request: HttpRequest,
    document: OutcomeDocument,
    name: str,
    form: Form,
    take: Callable[..., str],
) -> HttpResponse:
    """Take what a form says and go to the place that `take` returns; errors show it again."""
    if not form.is_valid():
        return page(admin, request, document, status=422, **{name: form})
    return back(document, take(**form.cleaned_data))


def _add_section(admin: DeskAdmin, request: HttpRequest, document: OutcomeDocument) -> HttpResponse:
    form = SectionForm(request.POST, auto_id="section_%s")

    def take(title: str) -> str:
        return writing_place(editing.add_section(document, title))

    return _taken(admin, request, document, "section", form, take)


def _rename(admin: DeskAdmin, request: HttpRequest, document: OutcomeDocument) -> HttpResponse:
    section = _section(request, document)
    form = SectionForm(request.POST, auto_id=f"rename_{section.pk}_%s")

    def take(title: str) -> str:
        editing.rename(section, title)
        return section.anchor

    return _taken(admin, request, document, f"rename-{section.pk}", form, take)


def _add(admin: DeskAdmin, request: HttpRequest, document: OutcomeDocument) -> HttpResponse:
    section = _section(request, document)
    form = StatementForm(request.POST, auto_id=f"add_{section.pk}_%s")

    def take(text: str, is_editorial: bool) -> str:
        editing.add_statement(section, text, is_editorial=is_editorial)
        return writing_place(section)

    return _taken(admin, request, document, f"add-{section.pk}", form, take)


def _rewrite(admin: DeskAdmin, request: HttpRequest, document: OutcomeDocument) -> HttpResponse:
    one = _statement(request, document)
    form = StatementForm(request.POST, auto_id=f"edit_{one.pk}_%s")

    def take(text: str, is_editorial: bool) -> str:
        editing.rewrite(one, text, is_editorial=is_editorial)
        return one.anchor

    return _taken(admin, request, document, f"edit-{one.pk}", form, take)


def _move(up: bool) -> Callable[..., HttpResponse]:
    def act(admin: DeskAdmin, request: HttpRequest, document: OutcomeDocument) -> HttpResponse:
        one = _statement(request, document)
        editing.move_statement(one, up=up)
        return back(document, f"{'up' if up else 'down'}-{one.pk}")

    return act


def _place(admin: DeskAdmin, request: HttpRequest, document: OutcomeDocument) -> HttpResponse:
    form = MoveForm(request.POST, document=document, auto_id="move_%s")

    def take(moved: Statement, to: Section, place: int | None) -> str:
        editing.place(moved, to, place)
        return moved.anchor

    return _taken(admin, request, document, "move", form, take)


def _move_section(up: bool) -> Callable[..., HttpResponse]:
    def act(admin: DeskAdmin, request: HttpRequest, document: OutcomeDocument) -> HttpResponse:
        section = _section(request, document)
        editing.move_section(section, up=up)
        return back(document, section.anchor)

    return act


def _delete(admin: DeskAdmin, request: HttpRequest, document: OutcomeDocument) -> HttpResponse:
    one = _statement(request, document)
    editing.delete_statement(one)
    messages.success(request, _("Statement deleted: %(text)s") % {"text": one.text})
    return back(document, one.section.anchor)


def _delete_section(
    admin: DeskAdmin, request: HttpRequest, document: OutcomeDocument
) -> HttpResponse:
    editing.delete_section(_section(request, document))
    return back(document)


def _publish(admin: DeskAdmin, request: HttpRequest, document: OutcomeDocument) -> HttpResponse:
    editing.publish(document)
    messages.success(request, _("Published. Readers see it now."))
    return back(document)


def _take_back(admin: DeskAdmin, request: HttpRequest, document: OutcomeDocument) -> HttpResponse:
    editing.take_back(document)
    messages.success(request, _("Taken back. Readers do not see it any more."))
    return back(document)


PUBLISHING = (_publish, _take_back)
ACTS: dict[str, Callable[..., HttpResponse]] = {
    "add_section": _add_section,
    "rename": _rename,
    "delete_section": _delete_section,
    "section_up": _move_section(up=True),
    "section_down": _move_section(up=False),
    "add": _add,
    "rewrite": _rewrite,
    "delete": _delete,
    "up": _move(up=True),
    "down": _move(up=False),
    "place": _place,
    "publish": _publish,
    "take_back": _take_back,
}
