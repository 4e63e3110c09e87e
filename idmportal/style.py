"""The style page: every component of the portal, filled with samples, for people and for tests.

The components are those of the pages themselves. Their samples stand here and need no database.
"""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes.models import Section, Statement
from outcomes.models.traces import Kind
from outcomes.reading import SectionRead, StatementRead
from outcomes.sources import GONE_WORDS, Source
from outcomes.weave import ARRIVING, GATHERED, STOPPED, WAITING, Bundle, Weave
from submissions.cards import Card, Tag
from submissions.deadlines import TimeLeft
from submissions.forms.choices import Boxes, Choice, Dots
from submissions.gone import Gone
from submissions.matrix import Cell, Column, Matrix, Row
from submissions.models import Call, Category
from submissions.models.recommendations import Disposition, Perspective

CLOSES = datetime(2017, 7, 7, 16, tzinfo=UTC)
WHO, TEXT = "Network of Migrant Women’s Associations (sample)", "Costs of recruitment"
THEMES = ("Work and recruitment", "Protection", "Data")
SAMPLES = (WHO, TEXT, *THEMES)


class SampleForm(forms.Form):
    """One field of each kind; the address is wrong."""

    title = forms.CharField(
        label=gettext_lazy("Title"), help_text=gettext_lazy("One line: who should do what.")
    )
    email = forms.EmailField(label=gettext_lazy("Contact e-mail"))
    country = forms.ChoiceField(
        label=gettext_lazy("Country"), choices=[("", gettext_lazy("Choose"))], widget=Choice
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )
    perspective = forms.ChoiceField(
        label=gettext_lazy("Perspective"),
        choices=Perspective.choices,
        required=False,
        widget=Dots,
    )
    themes = forms.MultipleChoiceField(
        label=gettext_lazy("Themes"), choices=[(one, one) for one in THEMES], widget=Boxes
    )


def contents() -> dict[str, Any]:
    """Return a sample of all that the components show."""
    form = SampleForm(
        {"title": "Interpreters at reception", "email": "salma@", "perspective": "practical"},
        auto_id="sample_%s",
    )
    return {
        "roles": colour_roles(),
        "form": form,
        "errors": [
            {
                "message": f"{form.fields['email'].label}: {form.errors['email'][0]}",
                "anchor": "sample_email",
            }
        ],
        "left": TimeLeft(11, _("days left"), 72),
        "thread": thread(),
        "cards": [card("reflected"), card("")],
        "matrix": matrix(),
        "weave": (drawn := weave()),
        "parts": drawn.parts,
        "bars": [
            (Category.CIVIL_SOCIETY.label, 49, 100),
            (Category.GOVERNMENT.label, 24, 49),
            (Category.MEDIA.label, 0, 0),
        ],
        "section": section(),
        "dispositions": [*Disposition.choices, ("waiting", _("Not yet told"))],
    }


def colour_roles() -> list[tuple[str, str]]:
    """Return the name of each colour role, as in the style sheet, and what it is for."""
    return [
        ("paper", _("page")),
        ("mist", _("quiet panels")),
        ("line", _("hairlines, decoration only")),
        ("edge", _("borders of controls")),
        ("ink2", _("secondary text")),
        ("ink", _("text, outcomes, decisions")),
        ("river", _("links, actions, what IOM convenes")),
        ("riverline", _("lines, charts")),
        ("rivertint", _("chosen, information")),
        ("voice", _("text: your turn, silence, dissent")),
        ("voiceline", _("strands, empty cells, focus")),
        ("voicefill", _("open, answer, quoted")),
        ("voicetint", _("its panel")),
        ("good", _("saved, done")),
        ("goodtint", _("its panel")),
        ("bad", _("errors, overdue")),
        ("badtint", _("its panel")),
    ]


def thread() -> list[dict[str, Any]]:
    """Return a thread with a step of each kind."""
    return [
        {"label": "2017", "url": reverse("home")},
        {"label": "Geneva workshop", "url": reverse("home")},
        {"label": "Call for input", "here": True},
        {"label": "Outcome"},
    ]


def card(disposition: str) -> Card:
    """Return a result card whose words are marked."""
    return Card(
        url=reverse("submissions:recommendation-list"),
        reference="IDM17-4JZ8RD-2",
        heading=mark_safe("Employers, not workers, pay for recruitment"),
        words=mark_safe("States should forbid that any <mark>recruitment fee</mark> is charged."),
        language="en",
        translation="",
        name=WHO,
        category=str(Category.DIASPORA.label),
        country="Morocco",
        tags=[Tag(reverse("submissions:recommendation-list"), THEMES[0])],
        disposition=disposition or "waiting",
        disposition_label=str(dict(Disposition.choices).get(disposition, _("Not yet told"))),
        is_sample=True,
    )


def matrix() -> Matrix:
    """Return a table with a silent row and every shade."""
    numbers_of = {
        Category.GOVERNMENT: [9, 21, 14],
        Category.PRIVATE_SECTOR: [0, 2, 0],
        Category.TRADE_UNION: [0, 0, 0],
    }
    looks = {0: "nobody", 2: "step-1", 9: "step-2", 14: "step-3", 21: "step-4"}
    return Matrix(
        columns=[Column(one, one, one) for one in THEMES],
        rows=[
            Row(
                str(one.label),
                [Cell(number, "", looks[number]) for number in numbers],
                sum(numbers),
                "",
            )
            for one, numbers in numbers_of.items()
        ],
        steps={"step-1": "1–3", "step-2": "4–9", "step-3": "10–15", "step-4": "16–21"},
    )


def weave() -> Weave:
    """Return a weave of two calls, the second of them open."""
    first = Counter({(code, GATHERED): 4 for code in Category.values[:8]})
    first.update({(Category.GOVERNMENT, STOPPED): 2, (Category.CIVIL_SOCIETY, WAITING): 1})
    second = Counter({(code, ARRIVING): 3 for code in Category.values[:3]})
    calls = [Call(title=city, closes_at=CLOSES) for city in ("New York", "Geneva")]
    return Weave(
        calls=calls,
        bundles=[
            Bundle(calls[0], is_open=False, numbers=first),
            Bundle(calls[1], is_open=True, numbers=second),
        ],
        dispositions=Counter(reflected=18, partly=9, noted=5, not_taken_up=2) + Counter({"": 10}),
        silent=[Category.MEDIA.value],
    )


def section() -> SectionRead:
    """Return a section of an outcome document, most of it from one category."""
    statement = Statement(pk=1, number=7, text="Costs of recruitment should be borne by employers.")
    kinds = [Kind.REFLECTS, Kind.REFLECTS, Kind.PARTLY, Kind.DIVERGES]
    categories = [Category.CIVIL_SOCIETY, Category.CIVIL_SOCIETY, Category.GOVERNMENT] * 2
    sources = [
        Source(
            kind=kind,
            quote="any recruitment fee or related cost",
            language="en",
            name=WHO,
            category=category.value,
            category_label=str(category.label),
            country="Morocco",
            reference=f"IDM17-4JZ8RD-{number}",
            url=reverse("submissions:recommendation-list"),
            key=number,
        )
        for number, (kind, category) in enumerate(zip(kinds, categories, strict=False), start=1)
    ]
    gone = Source(kind=Kind.REFLECTS, gone=GONE_WORDS[Gone.WITHDRAWN])
    return SectionRead(Section(number=3, title=TEXT), [StatementRead(statement, [*sources, gone])])
