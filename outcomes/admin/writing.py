"""The page where a document is written: its sections and statements, each with its form."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from outcomes.admin.forms import MoveForm, SectionForm, StatementForm
from outcomes.models import OutcomeDocument, Section, Statement
from outcomes.querysets import citable
from submissions import roles
from submissions.admin.pages import DeskAdmin, staff

PUBLISH = "outcomes.publish"


def address(document: OutcomeDocument) -> str:
    """Return where a document is written."""
    return reverse("admin:outcomes_outcomedocument_write", args=[document.pk])


def back(document: OutcomeDocument, anchor: str = "") -> HttpResponseRedirect:
    """Go to the page where a document is written, to a place on it."""
    return HttpResponseRedirect(address(document) + (f"#{anchor}" if anchor else ""))


def writing_place(section: Section) -> str:
    """Return the field in which the next statement of a section is typed: it gets the focus."""
    return f"add_{section.pk}_text"


def page(
    model_admin: DeskAdmin,
    request: HttpRequest,
    document: OutcomeDocument,
    *,
    status: int = 200,
    **forms: Any,
) -> HttpResponse:
    """Draw the page; `forms` are those with errors: what was typed stays."""
    document.refresh_from_db()
    statements = Statement.objects.filter(section__document=document).with_sources()
    may_change = model_admin.has_change_permission(request, document)
    context = {
        "title": document.original("title"),
        "subtitle": None,
        "document": document,
        "sections": parts(document, list(statements), forms),
        "section_form": forms.get("section") or SectionForm(auto_id="section_%s"),
        "move_form": forms.get("move") or MoveForm(document=document, auto_id="move_%s"),
        "bare": [one for one in statements if not one.source_count and not one.is_editorial],
        **_uses(document),
        "may_change": may_change and not document.is_published,
        "may_publish": may_change and roles.has(staff(request), PUBLISH),
    }
    return model_admin.page(request, "write", context, status)


def _uses(document: OutcomeDocument) -> dict[str, int]:
    """Return how many recommendations can be cited, and how many of them are not cited yet."""
    rows = citable(document)
    return {"citable": rows.count(), "unused": rows.filter(uses=0).count()}


def parts(
    document: OutcomeDocument, statements: list[Statement], forms: dict[str, Any]
) -> list[dict[str, Any]]:
    """Return each section with its statements, each with its form."""
    return [
        {
            "section": section,
            "rename": forms.get(f"rename-{section.pk}")
            or SectionForm(initial={"title": section.title}, auto_id=f"rename_{section.pk}_%s"),
            "add": forms.get(f"add-{section.pk}") or StatementForm(auto_id=f"add_{section.pk}_%s"),
            "statements": [
                {"statement": one, "form": forms.get(f"edit-{one.pk}") or _edit_form(one)}
                for one in statements
                if one.section_id == section.pk
            ],
        }
        for section in document.sections.all()
    ]


def _edit_form(one: Statement) -> StatementForm:
    initial = {"text": one.text, "is_editorial": one.is_editorial}
    return StatementForm(initial=initial, auto_id=f"edit_{one.pk}_%s")
