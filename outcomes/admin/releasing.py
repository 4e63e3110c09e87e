"""What is done with all dispositions of a call: suggested from the traces, released, called off."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.states import VerbRefused
from outcomes import dispositions, releases
from outcomes.notices import preview
from outcomes.querysets import disposable
from submissions import roles
from submissions.admin.pages import DeskAdmin, staff
from submissions.models import Call, Recommendation

RELEASE = "outcomes.release"
LATEST = timedelta(days=366)


class MomentForm(forms.Form):
    """When it is told; in the call's time zone."""

    at = forms.SplitDateTimeField(
        label=gettext_lazy("Told at"),
        required=False,
        widget=forms.SplitDateTimeWidget(
            date_attrs={"type": "date"}, time_attrs={"type": "time"}, time_format="%H:%M"
        ),
        help_text=gettext_lazy("Empty: at once."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = self.fields["at"].widget
        if isinstance(widget, forms.MultiWidget):
            for one, label in zip(widget.widgets, (_("Date"), _("Time")), strict=True):
                one.attrs["aria-label"] = label

    def clean_at(self) -> Any:
        """Refuse a moment that is over, or more than a year away."""
        at, now = self.cleaned_data["at"], timezone.now()
        if at and at < now:
            raise forms.ValidationError(_("This moment is over."))
        if at and at > now + LATEST:
            raise forms.ValidationError(_("This is more than a year away."))
        return at


def _call(model_admin: DeskAdmin, request: HttpRequest, pk: int) -> Call:
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    return get_object_or_404(Call, pk=pk)


def list_url(call: int, state: str = "") -> str:
    """Return the list of a call's dispositions, by the call's key; `state`: those that are so."""
    chosen = {"submission__call__id__exact": str(call), **({"state": state} if state else {})}
    return f"{reverse('admin:outcomes_answerable_changelist')}?{urlencode(chosen)}"


def suggest(model_admin: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Suggest from the traces what becomes of a call's recommendations."""
    call = _call(model_admin, request, pk)
    if request.method == "POST":
        if not model_admin.has_change_permission(request):
            raise PermissionDenied
        number = dispositions.suggest(call)
        text = ngettext("%(number)s is suggested.", "%(number)s are suggested.", number)
        nothing = _("No public statement takes up what nobody has prepared.")
        messages.info(request, text % {"number": number} if number else nothing)
    return HttpResponseRedirect(list_url(call.pk))


def release(model_admin: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a release would tell; POST sets its moment, or calls it off."""
    call = _call(model_admin, request, pk)
    if not roles.has(staff(request), RELEASE):
        raise PermissionDenied
    with timezone.override(call.zone):
        if request.method != "POST":
            return _page(model_admin, request, call, MomentForm())
        form = MomentForm(request.POST)
        try:
            done = _act(request, call, form)
        except VerbRefused as refused:
            messages.error(request, str(refused))
            return _page(model_admin, request, call, form, 409)
        if not done:
            return _page(model_admin, request, call, form, 422)
    messages.success(request, done)
    return HttpResponseRedirect(request.path)


def _act(request: HttpRequest, call: Call, form: MomentForm) -> str:
    """Do what was pressed; return what to say of it, "" where the form has errors."""
    do = request.POST.get("do", "")
    if do == "call_off":
        releases.call_off(call)
        return _("Called off: nothing is told.")
    if do != "release":
        raise Http404
    if not form.is_valid():
        return ""
    releases.release(call, staff(request), form.cleaned_data["at"])
    return _("Released: it is told at its moment.")


def _page(
    model_admin: DeskAdmin, request: HttpRequest, call: Call, form: MomentForm, status: int = 200
) -> HttpResponse:
    prepared = releases.prepared(call)
    keys = set(prepared.values_list("submission", flat=True))
    mailboxes = list(releases.by_address(keys).values())
    untold = disposable(Recommendation.objects.filter(submission__call=call, disposition=""))
    number = prepared.count()
    context = {
        "title": _("Release"),
        "subtitle": None,
        "call": call,
        "form": form,
        "prepared": number,
        "suggested": prepared.filter(prepared__prepared_by=None).count(),
        "open": untold.count() - number,
        "mails": len(mailboxes),
        "silent": len(keys) - sum(map(len, mailboxes)),
        "letter": preview(call, mailboxes[0]) if mailboxes else "",
        "waiting": releases.waiting(call),
        "list_url": list_url(call.pk),
    }
    response: Any = model_admin.page(request, "release", context, status)
    # Rendered here: its moments are in the call's zone.
    rendered: HttpResponse = response.render()
    return rendered
