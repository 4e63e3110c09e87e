"""Every address keeps the house rules: languages, policy, cookies, private pages, tokens, GET."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import F
from django.test import Client
from django.utils import translation

from common.tokens import make_token
from submissions.models import Draft, Submission
from tests import factories
from tests.visibility import scenes
from tests.visibility.addresses import (
    Address,
    address,
    addresses,
    desk_addresses,
    patterns,
)
from tests.visibility.markup import Markup
from tests.visibility.walk import Read, read, walk
from tests.visibility.world import World

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]
# What machines ask for; no page, no language.
OWN_PAGES = {"home", "about", "style", "contact", "privacy", "accessibility", "data"}
MACHINES = {"root", "desk-language", "healthz", "robots", "security-txt", "sitemap", "sitemap-part"}
MACHINES |= {"openapi", "api-docs", "api-start"}
MACHINES |= {one.name.removeprefix("api:") for one in patterns() if one.name.startswith("api:")}
FILES = {"document-file", "photo-image", "recommendation-file"}
FILES |= {"paper-csv", "paper-json", "paper-frozen", "workshop-calendar", "call-calendar"}
FILES |= {"call-feed", "recommendation-feed", "document-feed"}
FILES |= {"paper-csv", "paper-json", "paper-frozen"}
FILES |= {"recommendation-csv", "recommendation-json", "recommendation-xlsx"}
FILES |= {"data-sqlite", "data-csv", "offline-form"}
# Pages with a form, which need the cookie of its key; no other page sets one.
FORMS = {"submission-create", "submission-links", "offline-upload"}
OF_TOKEN = {
    "submission-detail",
    "submission-receipt",
    "submission-versions",
    "submission-correct",
    "submission-withdraw",
    "submission-publication",
    "recommendation-withdraw",
    "submission-file",
}
OF_SECRET = {"submission-confirm", "submission-disown"}
# Nothing can be sent there.
READ_ONLY = {"submission-file", "submission-receipt", "submission-versions"}
OF_DRAFT = {"draft-detail", "draft-file"}
OF_UNSENT = {"draft-read", "draft-delete", "draft-shared", "draft-shared-file"}
OF_UNSENT |= {"draft-document", "draft-shared-document"}
PRIVATE = OF_TOKEN | OF_SECRET | OF_DRAFT | OF_UNSENT
# Their address may be told to this site itself, or a browser would send no origin with the form.
WITH_A_FORM = {
    "submission-correct",
    "submission-withdraw",
    "submission-publication",
    "recommendation-withdraw",
    "draft-delete",
    *OF_SECRET,
}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Make the world once for this module."""
    with scenes.opened(django_db_blocker) as made:
        yield made


def public_pages(world: World) -> dict[str, list[Any]]:
    """Return name -> arguments of one page of each kind that everybody may open."""
    call, said = world.calls["open"], world.one("accepted-named", 1)
    workshop = call.dialogue.workshops.filter(is_published=True).get()
    assert said.submission.stakeholder is not None
    return {
        **{name: [] for name in OWN_PAGES},
        "dialogues:dialogue-list": [],
        "dialogues:dialogue-detail": [call.dialogue.slug],
        "dialogues:workshop-detail": [call.dialogue.slug, workshop.slug],
        "submissions:call-list": [],
        "submissions:call-detail": [call.slug],
        "submissions:submission-create": [call.slug],
        "submissions:submission-links": [],
        "submissions:offline-upload": [call.slug],
        "submissions:recommendation-list": [],
        "submissions:recommendation-detail": [said.reference],
        "submissions:stakeholder-detail": [said.submission.stakeholder.slug],
        "submissions:participation": [],
        "outcomes:document-list": [],
        "outcomes:document-detail": ["outcome"],
        "outcomes:paper-detail": ["paper"],
        "outcomes:paper-edition": ["paper", "1"],
        "outcomes:paper-print": ["paper", "1"],
    }


def own(world: World, name: str, row: Submission | Draft) -> Address:
    """Return the private address of a row, of this kind."""
    arguments: list[Any] = [row.token]
    if "shared" in name:
        assert isinstance(row, Draft)
        arguments = [row.share_token]
    if name in OF_SECRET:
        assert isinstance(row, Submission)
        arguments.append(row.secret)
    if name.endswith("file"):
        arguments.append(row.attachments.get().pk)
    if name == "recommendation-withdraw":
        arguments.append(1)
    return address(f"submissions:{name}", arguments)


def draft_of(world: World, name: str) -> Draft:
    """Return a draft that has this page."""
    return world.drafts["draft-unsent" if name in OF_UNSENT else "draft-late"]


def status(client: Client, url: str) -> int:
    """Open an address and return the status of what comes back."""
    return int(read(client, Address("", url, frozenset())).response.status_code)


def complaints(page: Read) -> list[str]:
    """Return what is wrong with the policy and the markup of a page."""
    found = []
    policy = page.response["Content-Security-Policy"]
    if "default-src 'none'" not in policy or "unsafe" in policy:
        found.append(f"the policy is {policy}")
    if page.response["Content-Type"].startswith("text/html"):
        found += Markup(page.response.content.decode()).complaints
    return [f"{page.address.url}: {one}" for one in found]


def test_every_kind_of_address_is_tried_here(world):
    tried = {name.rpartition(":")[2] for name in public_pages(world)} | MACHINES | FILES | PRIVATE
    known = {one.name.rpartition(":")[2] for one in patterns() if not one.name.startswith("admin:")}
    assert known == tried, "add it to public_pages or to one of the sets above"


@pytest.mark.parametrize("language", LANGUAGES)
def test_public_page_opens_in_every_language_and_keeps_the_policy(client, world, language):
    wrong = []
    for name, arguments in public_pages(world).items():
        with translation.override(language):
            page = read(client, address(name, arguments))
        assert page.response.status_code == 200, page.address.url
        assert page.address.url.startswith(f"/{language}/")
        wrong += complaints(page)
        markup = Markup(page.response.content.decode())
        direction = "rtl" if language == "ar" else "ltr"
        if (markup.lang, markup.dir) != (language, direction):
            wrong.append(f"{page.address.url} is {markup.lang} {markup.dir}")
    assert not wrong, "\n".join(wrong)


def test_readers_get_no_cookie(client, world):
    got = set()
    for page in walk(client, addresses(world)):
        if page.response.cookies:
            got.add(page.address.name.rpartition(":")[2])
    assert got == FORMS


def test_every_response_carries_the_policy_and_nothing_inline(client, world):
    wrong = []
    for page in walk(client, list(addresses(world))[::7]):
        wrong += complaints(page)
    assert not wrong, "\n".join(wrong)


def test_missing_and_gone_pages_keep_the_policy(client, world):
    gone = world.one("gone-named", 1).reference
    pages = {
        "/en/no-such-page/": 404,
        "/no-such-page": 404,
        address("submissions:recommendation-detail", [gone]).url: 410,
    }
    for url, status in pages.items():
        page = read(client, Address("", url, frozenset()))
        assert page.response.status_code == status
        assert complaints(page) == []
        assert not page.response.cookies


@pytest.mark.parametrize("name", sorted(PRIVATE))
def test_private_page_is_not_kept_told_or_found(client, world, name):
    rows: list[Submission | Draft] = [draft_of(world, name)]
    if name not in OF_DRAFT | OF_UNSENT:
        keys = ("unconfirmed-named", "received-named", "changes_requested-anonymous")
        rows = [world.submissions[key] for key in keys]
    for row in rows:
        page = read(client, own(world, name, row))
        assert page.response.status_code in (200, 302)
        assert "no-store" in page.response["Cache-Control"]
        referrer = "same-origin" if name in WITH_A_FORM else "no-referrer"
        assert page.response["Referrer-Policy"] == referrer
        assert "noindex" in page.response["X-Robots-Tag"]
        assert "og:" not in page.text
        assert "ld+json" not in page.text
        assert complaints(page) == []


@pytest.mark.parametrize("name", sorted(FORMS))
def test_public_page_with_a_form_is_for_one_reader(client, world, name):
    page = read(client, address(f"submissions:{name}", public_pages(world)[f"submissions:{name}"]))
    assert "private" in page.response["Cache-Control"]
    is_found = name == "submission-create"
    assert ("noindex" in page.response["X-Robots-Tag"]) != is_found
    assert set(page.response.cookies) == {"csrftoken"}


# --- GET changes nothing


def everything() -> dict[str, list[Any]]:
    """Return every row of every table."""
    return {
        model.__name__: sorted(map(repr, model._base_manager.values_list()))
        for model in apps.get_models()
    }


def test_reading_changes_nothing(client, world):
    before = everything()
    for page in walk(client, list(addresses(world))[::3]):
        assert page.response.status_code < 500
    assert everything() == before


def test_opening_private_pages_changes_nothing(client, world):
    before = everything()
    for key, row in world.submissions.items():
        for name in sorted(OF_TOKEN | OF_SECRET):
            if name.endswith("file") and not row.attachments.exists():
                continue
            page = read(client, own(world, name, row))
            assert page.response.status_code in (200, 302, 404), f"{page.address.url} of {key}"
            if not page.response.streaming:
                head = client.head(page.address.url)
                assert head.status_code == page.response.status_code
    for draft in world.drafts.values():
        for name in sorted(OF_DRAFT):
            assert read(client, own(world, name, draft)).response.status_code == 200
    for name in sorted(OF_UNSENT):
        assert read(client, own(world, name, draft_of(world, name))).response.status_code == 200
    assert everything() == before


def test_opening_the_desk_changes_nothing(client, world):
    client.force_login(factories.user("Unit lead"))
    before, wrong = everything(), []
    for page in walk(client, desk_addresses(world)):
        assert page.response.status_code < 500
        wrong += complaints(page)
    assert everything() == before
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", sorted((OF_TOKEN | OF_SECRET) - READ_ONLY))
def test_sending_without_the_key_of_the_form_changes_nothing(world, name):
    before = everything()
    stranger = Client(enforce_csrf_checks=True)
    row = world.submissions["unconfirmed-named"]
    response = stranger.post(own(world, name, row).url, {"publication": "counted"})
    assert response.status_code == 403
    assert everything() == before


# --- tokens


def tokens_for(row: Submission, draft: Draft) -> dict[str, str]:
    """Return tokens that we made, but not for the page of this answer."""
    other = make_token("submission", draft.public_id, draft.token_version)
    return {
        "of a draft": draft.token,
        "of another row": other,
        "of another purpose": make_token("draft", row.public_id, row.token_version),
        "the secret": row.secret,
        "of an older version": make_token("submission", row.public_id, row.token_version - 1),
        "of a newer version": make_token("submission", row.public_id, row.token_version + 1),
        "in capitals": row.token.upper(),
        "cut": row.token[:-1],
        "with more": f"{row.token}a",
        "the public id": row.public_id,
        "the reference": row.reference,
    }


@pytest.mark.parametrize("name", sorted(OF_TOKEN | OF_SECRET))
def test_token_for_something_else_opens_nothing(client, world, name):
    row, draft = world.submissions["unconfirmed-named"], world.drafts["draft-late"]
    good = own(world, name, row).url
    assert status(client, good) == 200
    for what, token in tokens_for(row, draft).items():
        assert status(client, good.replace(row.token, token)) == 404, what


@pytest.mark.parametrize("name", sorted(OF_SECRET))
def test_secret_for_something_else_opens_nothing(client, world, name):
    row, draft = world.submissions["unconfirmed-named"], world.drafts["draft-late"]
    other = world.submissions["unconfirmed-anonymous"]
    good = own(world, name, row).url
    wrong = [row.token, other.secret, draft.token, make_token("confirm", row.public_id, 1), "x"]
    wrong.append(make_token(f"confirm {other.contact_email}", row.public_id, row.token_version))
    for secret in wrong:
        assert status(client, good.replace(row.secret, secret)) == 404
        assert client.post(good.replace(row.secret, secret)).status_code == 404


@pytest.mark.parametrize("name", sorted(OF_DRAFT | OF_UNSENT))
def test_token_of_an_answer_opens_no_draft(client, world, name):
    row, draft = world.submissions["unconfirmed-named"], draft_of(world, name)
    good = own(world, name, draft).url
    assert status(client, good) == 200
    wrong = [row.token, make_token("submission", draft.public_id, 1), draft.public_id]
    wrong.append(make_token("draft", row.public_id, row.token_version))
    wrong.append(draft.token if "shared" in name else draft.share_token)
    token = draft.share_token if "shared" in name else draft.token
    for other in filter(None, wrong):
        assert status(client, good.replace(token, other)) == 404


@pytest.mark.parametrize("name", sorted(PRIVATE))
def test_raising_the_version_revokes_every_address(client, world, name):
    row: Submission | Draft = world.submissions["unconfirmed-named"]
    if name in OF_DRAFT | OF_UNSENT:
        row = draft_of(world, name)
    good = own(world, name, row).url
    version = "share_version" if "shared" in name else "token_version"
    type(row)._base_manager.filter(pk=row.pk).update(**{version: F(version) + 1})
    assert status(client, good) == 404
