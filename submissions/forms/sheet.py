"""A whole answer as one form: bound to what was sent, or filled with what is known."""

from collections.abc import Iterable
from typing import Any

from django.forms.utils import ErrorList
from django.http import QueryDict
from django.utils.translation import gettext as _

from common.lists import listed
from submissions.forms.answer import AnswerForm
from submissions.forms.reading import in_words
from submissions.forms.recommendations import RecommendationForm, recommendation_formset
from submissions.forms.typed import MANY, Shown
from submissions.intake import Answer, Measure
from submissions.models import Call, Publication, Submission
from submissions.rows import PREFIX, new_mark


class Sheet:
    """The main form and the forms of the recommendations, as one."""

    def __init__(
        self,
        call: Call,
        data: QueryDict | None = None,
        *,
        initial: Shown | None = None,
        rows: list[Shown] | None = None,
        submission: Submission | None = None,
        staff: bool = False,
    ) -> None:
        """Bind to `data`, else show `initial` and `rows` (one empty recommendation at least)."""
        self.call = call
        themes = [(theme.slug, theme.shown("name")) for theme in call.themes.all()]
        is_confirmed = bool(submission and submission.confirmed_at)
        initial = {**(initial or {})}
        if is_confirmed and submission:
            initial["contact_email"] = submission.contact_email
        self.main = AnswerForm(
            data,
            initial=initial,
            staff=staff,
            is_confirmed=is_confirmed,
            most_open=submission.publication if submission else Publication.NAMED,
            use_required_attribute=False,
        )
        self.recommendations = recommendation_formset(call)(
            data,
            prefix=PREFIX,
            initial=[_marked(row) for row in rows or [{}]],
            form_kwargs={"call": call, "themes": themes},
        )

    def is_valid(self) -> bool:
        """Tell whether everything can be taken; both parts are always checked."""
        return all([self.main.is_valid(), self.recommendations.is_valid()])

    def set_beside(self, others: Iterable[dict[str, Any]]) -> None:
        """Show each text that another window wrote into a field below that field."""
        forms = {form["mark"].value(): form for form in self.recommendations.forms}
        forms[""] = self.main
        for other in others:
            form = forms.get(other["mark"])
            if form is None or other["name"] not in form.fields:
                continue
            field, values = form.fields[other["name"]], other["values"]
            value = values if other["name"] in MANY else values[-1]
            shown = {"id": other["id"], "words": in_words(other["name"], field, value)}
            field.others = [*getattr(field, "others", []), shown]

    @property
    def blank(self) -> RecommendationForm:
        """The form of a new recommendation, for the page's script to copy."""
        form: RecommendationForm = self.recommendations.empty_form
        return form

    @property
    def errors(self) -> list[dict[str, str]]:
        """Each error with the id of its control, in the order of the page."""
        return self.errors_with([])

    def errors_with(self, of_files: list[dict[str, str]]) -> list[dict[str, str]]:
        """Return the errors with those of the files, which stand before how it is published."""
        found = [
            {"message": message, "anchor": "recommendations"}
            for message in _messages(self.recommendations.non_form_errors())
        ]
        for index, form in enumerate(self.recommendations.forms, start=1):
            found += _errors_of(form, _("Recommendation %(number)s") % {"number": index})
        names = list(self.main.fields)
        last = names.index("publication")
        before, after = names[:last], names[last:]
        whole = [
            {"message": message, "anchor": "main"}
            for message in _messages(self.main.non_field_errors())
        ]
        return [
            *whole,
            *_errors_at(self.main, before, ""),
            *found,
            *of_files,
            *_errors_at(self.main, after, ""),
        ]

    @property
    def answer(self) -> Answer:
        """The answer, after `is_valid`."""
        cleaned = self.main.cleaned_data
        names = set(Answer.__dataclass_fields__) - {"recommendations"}
        fields = {name: cleaned[name] for name in names if name in cleaned}
        if fields["category"] != "other":
            fields["category_other"] = ""
        filled = [form for form in self.recommendations.forms if form.cleaned_data]
        measures = tuple(_measure(form) for form in filled)
        return Answer(recommendations=measures, **fields)


def _messages(errors: ErrorList | list[str]) -> list[str]:
    return [str(message) for message in errors]


def _errors_of(form: Any, prefix: str) -> list[dict[str, str]]:
    return [
        *_errors_at(form, form.fields, prefix),
        *(
            {"message": message, "anchor": "recommendations"}
            for message in _messages(form.non_field_errors())
        ),
    ]


def _errors_at(form: Any, names: Iterable[str], prefix: str) -> list[dict[str, str]]:
    found = []
    for name in names:
        for message in _messages(form.errors.get(name, [])):
            place = listed((prefix, form.fields[name].label))
            bound = form[name]
            anchor = bound.id_for_label or f"{bound.auto_id}_field"
            anchor = "recommendations" if bound.is_hidden else anchor
            found.append({"message": f"{place}: {message}", "anchor": anchor})
    return found


def _marked(row: Shown) -> Shown:
    """Return a recommendation with a name for as long as it is in a form."""
    return {"mark": mark_of(row["number"]) if row.get("number") else new_mark(), **row}


def mark_of(number: int) -> str:
    """Return the name of a recommendation that has a number: the same in each window."""
    return f"n{number}"


def _measure(form: RecommendationForm) -> Measure:
    cleaned = form.cleaned_data
    return Measure(
        number=cleaned["number"] or 0,
        title=cleaned["title"],
        text=cleaned["text"],
        themes=tuple(sorted(cleaned["themes"])),
        perspective=cleaned["perspective"],
        level=cleaned["level"],
        phases=tuple(cleaned["phases"]),
        addressed_to=cleaned["addressed_to"],
    )


def filled_from(submission: Submission) -> dict[str, Any]:
    """Return `initial` and `rows` of a Sheet from a submission's current version."""
    names = set(Answer.__dataclass_fields__) - {"recommendations"}
    initial = {name: getattr(submission, name) for name in names}
    initial["country"] = submission.country or "international"
    rows = [
        {
            "number": row.number,
            "mark": mark_of(row.number),
            "title": row.title,
            "text": row.text,
            "themes": [theme.slug for theme in row.themes.all()],
            "perspective": row.perspective,
            "level": row.level,
            "phases": [phase.value for phase in row.phases],
            "addressed_to": row.addressed_to,
        }
        for row in submission.recommendations.current().prefetch_related("themes")
    ]
    return {"initial": initial, "rows": rows}
