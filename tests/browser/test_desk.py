"""The desk in a browser: strict policy, narrow screens, a run that goes on by itself."""

import pytest
from django.contrib.auth.models import User

from submissions.admin import bulk
from submissions.models import Submission
from submissions.states import Status, Verb
from tests import factories
from tests.submissions.admin.pages import LIST, page, with_everything

PASSWORD = "a long enough one"


def sign_in(window, user=None):
    """Log a member of staff in, as people do."""
    user = user or User.objects.create_superuser("root")
    user.set_password(PASSWORD)
    user.save()
    window.goto("/admin/login/")
    window.fill("#id_username", user.username)
    window.fill("#id_password", PASSWORD)
    window.click("[type=submit]")


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (320, "dark")])
def test_every_page_obeys_the_policy_and_fits(open_page, width, scheme):
    pages = with_everything()
    window = open_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    sign_in(window)
    for name, address in pages.items():
        window.goto(address)
        assert window.evaluate("document.documentElement.scrollWidth") <= width, name


@pytest.mark.parametrize("has_script", [True, False])
def test_run_over_many_goes_to_its_end(open_page, monkeypatch, has_script):
    monkeypatch.setattr(bulk, "BATCH", 2)
    call = factories.call()
    for _ in range(5):
        factories.submission(Status.RECEIVED, of=call)
    window = open_page(java_script_enabled=has_script)
    sign_in(window, factories.user("Moderator"))
    window.goto(LIST)
    for box in window.locator("input.action-select").all():
        box.check()
    window.select_option("select[name=action]", Verb.ACCEPT)
    window.click("button[name=index]")
    window.fill("#bulk_note", "Thank you.")
    window.get_by_role("button", name="Accept (5)").click()
    if not has_script:
        for _ in range(2):
            window.get_by_role("button", name="Continue").click()
    window.get_by_role("heading", name="All are done").wait_for()
    assert set(Submission.objects.values_list("status", flat=True)) == {Status.ACCEPTED}


def test_moderator_accepts_goes_on_and_undoes(open_page, settings):
    call = factories.call()
    first, second = (factories.submission(Status.IN_REVIEW, of=call) for _ in range(2))
    window = open_page(java_script_enabled=False)
    sign_in(window, factories.user("Moderator"))
    window.goto(LIST)
    window.get_by_role("link", name=first.reference).click()
    window.locator("#do-accept summary").click()
    window.fill("#accept_note", "Thank you.")
    window.locator("#do-accept button").click()
    assert "until then it can be undone" in window.locator(".messagelist").inner_text()
    window.locator("#do-undo button").click()
    first.refresh_from_db()
    assert first.status == Status.IN_REVIEW
    window.get_by_role("link", name="Next").click()
    assert page(second) in window.url
