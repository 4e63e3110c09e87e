"""Stakeholders as the Unit knows them: corrected, and two of them made one."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from common.countries import REGIONS, country_choices
from common.lists import enumerated
from common.states import VerbRefused
from common.text import clean_text, fold
from submissions import mail_domains, roles, stakeholders
from submissions.admin.pages import DeskAdmin, staff
from submissions.index.writing import following
from submissions.models import Stakeholder


class StakeholderForm(forms.ModelForm):
    """Name, acronym, category, country; the address stays."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    suggested = forms.MultipleChoiceField(
        label=_("Domains to add"),
        help_text=_("Accepted answers came from them, and were confirmed there."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Stakeholder
        fields = ("name", "acronym", "category", "country", "mail_domains")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("country")
        if isinstance(field, forms.ChoiceField):
            international = ("", str(REGIONS["international"]))
            field.choices = [international, *country_choices(get_language() or "en")]
        domains = self.fields.get("suggested")
        if isinstance(domains, forms.MultipleChoiceField):
            domains.choices = [(one, one) for one in mail_domains.suggested(self.instance)]

    def clean_name(self) -> str:
        """Return the name without what is not text."""
        return clean_text(self.cleaned_data["name"])

    def clean_mail_domains(self) -> str:
        """Return the domains, one a line; raises ValidationError for what is none."""
        return mail_domains.clean_domains(self.cleaned_data["mail_domains"])

    def clean(self) -> dict[str, Any]:
        """Refuse the name and country of another one: they are to be merged instead."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "name" in cleaned and "country" in cleaned:
            same = Stakeholder.objects.filter(
                folded_name=fold(cleaned["name"])[:300], country=cleaned["country"]
            )
            if same.exclude(pk=self.instance.pk).exists():
                text = _("This stakeholder stands here already: merge the two instead.")
                self.add_error("name", ValidationError(text))
        if "mail_domains" in cleaned and cleaned.get("suggested"):
            all_domains = "\n".join([cleaned["mail_domains"], *cleaned["suggested"]])
            cleaned["mail_domains"] = mail_domains.clean_domains(all_domains)
        return cleaned


class MergedFilter(admin.SimpleListFilter):
    """Those that stand, unless the names that were merged are asked for."""

    title = _("merged")
    parameter_name = "merged"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the names that lead to another stakeholder."""
        return [("1", _("Merged into another"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the chosen ones."""
        return queryset.filter(merged_into__isnull=self.value() is None)

    def choices(self, changelist: Any) -> Any:
        """Name the first link for what it is."""
        for number, choice in enumerate(super().choices(changelist)):
            yield choice if number else {**choice, "display": pgettext("merged", "No")}


class KeepForm(forms.Form):
    """Which of the chosen stakeholders stays."""

    keep = forms.ModelChoiceField(
        Stakeholder.objects.none(), label=_("Keep"), widget=forms.RadioSelect, empty_label=None
    )


@admin.register(Stakeholder)
class StakeholderAdmin(DeskAdmin):
    """Names are corrected and merged; nothing is made or deleted by hand."""

    form = StakeholderForm
    list_display = ("shown_name", "acronym", "category", "country_label", "answers")
    list_filter = ("category", MergedFilter)
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("folded_name", "acronym")
    readonly_fields = ("slug", "merged_into")
    fields = ("name", "acronym", "category", "country", "slug", "merged_into")
    actions = ("merge",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Stakeholder]:
        """Return stakeholders with the number of their submissions."""
        rows: QuerySet[Stakeholder] = super().get_queryset(request)
        return rows.annotate(submission_count=Count("submissions"))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show mail domains to who may see contacts; others see none, and change none."""
        fields = [*self.fields]
        if roles.has(staff(request), roles.SEE_CONTACT):
            at = fields.index("slug")
            may_add = self.has_change_permission(request, obj) and mail_domains.suggested(obj)
            fields[at:at] = ["mail_domains", *(["suggested"] if may_add else [])]
        return fields

    def get_form(self, request: HttpRequest, obj: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Leave out of the form what is not shown."""
        form = super().get_form(request, obj, *args, **kwargs)
        if "suggested" not in self.get_fields(request, obj):
            form.base_fields.pop("suggested", None)
        return form

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Stakeholder], search_term: str
    ) -> tuple[QuerySet[Stakeholder], bool]:
        """Search by the folded name: accents and Arabic forms do not matter."""
        return super().get_search_results(request, queryset, fold(search_term))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: they are made when an answer is accepted."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Let the search find what it said by the new name."""
        with following(stakeholders.said_by([obj.pk])):
            super().save_model(request, obj, form, change)

    @admin.display(description=_("name"), ordering="name")
    def shown_name(self, row: Stakeholder) -> SafeString:
        """The name in its own direction."""
        return format_html("<bdi>{}</bdi>", row.name)

    @admin.display(description=_("country"))
    def country_label(self, row: Stakeholder) -> str:
        """The country in the active language."""
        return row.country_label

    @admin.display(description=_("submissions"))
    def answers(self, row: Any) -> int:
        """How many submissions came from it."""
        return int(row.submission_count)

    @admin.action(description=_("Merge"), permissions=["change"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Stakeholder]) -> HttpResponse | None:
        """Ask which one stays, then make the others names of it."""
        chosen = list(queryset)
        if len(chosen) < 2:
            text = gettext("Choose the stakeholders that are the same: two at least.")
            self.message_user(request, text, messages.WARNING)
            return None
        form = KeepForm(request.POST if "keep" in request.POST else None)
        cast("forms.ModelChoiceField", form.fields["keep"]).queryset = queryset.filter(
            merged_into=None
        )
        if form.is_bound and form.is_valid():
            self._merge(request, form.cleaned_data["keep"], chosen)
            return None
        title = gettext("Merge: which one stays?")
        return self.page(request, "merge", {"title": title, "chosen": chosen, "form": form})

    def _merge(self, request: HttpRequest, keep: Stakeholder, chosen: list[Stakeholder]) -> None:
        try:
            moved = stakeholders.merge(keep, chosen)
        except VerbRefused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return
        others = enumerated(other.name for other in chosen if other.pk != keep.pk)
        self.log_change(request, keep, f"Merged: {others}")
        text = ngettext(
            "Merged into %(name)s; %(number)s submission moved.",
            "Merged into %(name)s; %(number)s submissions moved.",
            moved,
        )
        self.message_user(request, text % {"name": keep.name, "number": moved})
