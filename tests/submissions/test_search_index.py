"""The index is what it would be if it were made anew: after every verb, and for every reader."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pyroaring import BitMap

from common.states import VerbRefused
from submissions import lifecycle, stakeholders
from submissions.index import health, keys
from submissions.models import (
    Call,
    Objective,
    Recommendation,
    SearchFacet,
    SearchPosting,
    Stakeholder,
    Submission,
)
from submissions.search import search
from submissions.states import Status
from tests import factories
from tests.submissions.admin.pages import url
from tests.submissions.world import keys as found_keys

pytestmark = pytest.mark.django_db
AFTER_HOLD = timedelta(hours=2)


def terms_of(pk: int) -> set[tuple[str, str]]:
    """Return all rows of the index that hold a recommendation."""
    return {
        (row.field, row.term)
        for model in (SearchPosting, SearchFacet)
        for row in model.objects.exclude(field="v")
        if pk in BitMap.deserialize(bytes(row.bits))
    }


class Days:
    """Random things that happen to some answers, as the verbs and the desk let them."""

    def __init__(self, seed: int) -> None:
        """Begin with answers of every publication."""
        self.random, self.by = Random(seed), factories.user("Unit lead")  # noqa: S311 - no secret
        self.now = timezone.now()
        self.call = factories.call(closes_at=self.now + timedelta(days=90))
        for publication in ("named", "named", "named", "anonymous", "anonymous", "counted"):
            factories.submission(
                self.random.choice([Status.ACCEPTED, Status.ACCEPTED, Status.IN_REVIEW]),
                of=self.call,
                recommendations=3,
                publication=publication,
            )

    def happen(self) -> str:
        """Let something happen; return what, or "" where the verb refused."""
        self.now += AFTER_HOLD
        row = self.random.choice(list(Submission.objects.select_related("call__dialogue")))
        one = self.random.choice(list(row.recommendations.select_related("submission__call")))
        pick, by, at = self.random.choice, self.by, self.now
        acts: dict[str, Callable[[], Any]] = {
            "start_review": lambda: lifecycle.start_review(row, by=by, at=at),
            "accept": lambda: lifecycle.accept(row, by=by, at=at),
            "decline": lambda: lifecycle.decline(row, by=by, reason="off_topic", at=at),
            "undo": lambda: lifecycle.undo(row, by=by, at=at),
            "publish": lambda: lifecycle.publish_due(at + AFTER_HOLD),
            "reopen": lambda: lifecycle.reopen(row, by=by, note="Again.", at=at),
            "withdraw_one": lambda: lifecycle.withdraw_one(one, at=at),
            "set_aside": lambda: lifecycle.set_aside(one, by=by, reason="Twice.", at=at),
            "restore": self._restore,
            "dispose": lambda: lifecycle.dispose(
                one, by=by, disposition=pick(["noted", "partly"]), reason="So.", at=at
            ),
            "change_publication": lambda: lifecycle.change_publication(
                row, pick(["anonymous", "counted"]), at=at
            ),
            "correct": lambda: self._correct(row, resubmits=False),
            "request_changes": lambda: lifecycle.request_changes(
                row, by=by, note="More.", due_at=at + timedelta(days=9), at=at
            ),
            "resubmit": lambda: self._correct(row, resubmits=True),
            "merge": self._merge,
        }
        weights = [1 if name in ("change_publication", "merge", "decline") else 4 for name in acts]
        (name,) = self.random.choices(list(acts), weights)
        try:
            acts[name]()
        except VerbRefused:
            return ""
        return name

    def _correct(self, row: Submission, *, resubmits: bool) -> None:
        answer = factories.answer(
            row.call, recommendations=2, publication=row.publication, organization=row.organization
        )
        verb = lifecycle.resubmit if resubmits else lifecycle.correct
        verb(row, answer, files=[], at=self.now)

    def _restore(self) -> None:
        aside = Recommendation.objects.exclude(set_aside_reason="").select_related("submission")
        if aside:
            lifecycle.restore(self.random.choice(list(aside)), by=self.by, at=self.now)

    def _merge(self) -> None:
        rows = list(Stakeholder.objects.filter(merged_into=None))
        if len(rows) > 1:
            keep, other = self.random.sample(rows, 2)
            stakeholders.merge(keep, [other])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_index_follows_whatever_happens(seed):
    days, happened = Days(seed), set()
    for _ in range(90):
        happened.add(name := days.happen())
        assert health.faults() == [], name
        public = Recommendation.objects.public(days.now + timedelta(days=1))
        assert set(found_keys()) == set(public.values_list("pk", flat=True)), name
    # All that shows or hides something was among it.
    assert {"publish", "dispose", "reopen", "set_aside", "restore", "withdraw_one"} <= happened
    assert {"change_publication", "merge"} & happened


def test_withdrawn_answer_leaves_the_index():
    row = factories.submission(Status.ACCEPTED)
    pk = row.recommendations.get().pk
    assert terms_of(pk)
    lifecycle.withdraw(row)
    assert terms_of(pk) == set()
    assert not SearchFacet.objects.exists()
    assert set(SearchPosting.objects.values_list("field", flat=True)) == {"v"}


def test_anonymous_is_found_by_its_category_and_words_alone():
    words = {"quetzal", "institute", "ministry", "kiribati", "union"}
    row = factories.submission(
        Status.ACCEPTED,
        publication="anonymous",
        organization="Quetzal Institute",
        on_behalf_of="Ministry",
        co_sponsors="Union",
        country="KI",
    )
    pk = row.recommendations.get().pk
    assert ("region", "") in terms_of(pk)
    assert keys.NAME not in {field for field, _term in terms_of(pk)}
    assert not words & {part for _field, term in terms_of(pk) for part in term.split()}


def test_a_more_private_choice_takes_the_name_out_of_the_index_at_once():
    row = factories.submission(Status.ACCEPTED, organization="Quetzal Institute", country="MA")
    pk = row.recommendations.get().pk
    assert {
        ("s", "quetzal"),
        ("p", "quetzal institute"),
        ("name", "quetzal institute"),
    } <= terms_of(pk)
    assert ("region", "african") in terms_of(pk)
    lifecycle.change_publication(row, "anonymous")
    assert not [term for _field, term in terms_of(pk) if "quetzal" in term or "african" in term]
    assert search("quetzal").total == search(filters={"region": ("african",)}).total == 0
    lifecycle.change_publication(row, "counted")
    assert terms_of(pk) == set()


def test_names_are_followed_when_staff_mend_or_merge_them(client):
    client.force_login(factories.user("Moderator"))
    row = factories.submission(Status.ACCEPTED, organization="Quetzal Institute")
    other = factories.submission(Status.ACCEPTED, organization="Ocelot Institute")
    assert row.stakeholder
    assert other.stakeholder
    data = {"name": "Kakapo Institute", "acronym": "", "category": "academia", "country": "MA"}
    assert client.post(url("stakeholder_change", row.stakeholder.pk), data).status_code == 302
    assert (search("quetzal").total, search("kakapo").total) == (0, 1)
    stakeholders.merge(other.stakeholder, [row.stakeholder])
    assert (search("kakapo").total, search("ocelot").total) == (0, 2)
    assert health.faults() == []


def test_objectives_are_followed_when_staff_sort(client):
    client.force_login(factories.user("Rapporteur"))
    row = factories.recommendation()
    call_command("load_objectives", stdout=StringIO())
    data = {"objectives": [Objective.objects.get(number=7).pk], "session": ""}
    assert client.post(url("recommendation_change", row.pk), data).status_code == 302
    assert search(filters={"objective": ("7",)}).total == 1
    assert search(filters={"objective": ("8",)}).total == 0
    assert health.faults() == []


def test_calls_and_moments_need_no_change_of_the_index():
    call = factories.call(publish_from=timezone.now() + timedelta(days=2))
    factories.submission(Status.ACCEPTED, of=call)
    before = set(SearchPosting.objects.values_list("term", "bits"))
    assert search("states").total == 0
    assert search("states", at=timezone.now() + timedelta(days=3)).total == 1
    Call.objects.update(publish_from=None)
    assert search("states").total == 1
    call.dialogue.is_published = False
    call.dialogue.save()
    assert search("states").total == search().everything == 0
    assert before == set(SearchPosting.objects.values_list("term", "bits"))


def test_rows_written_past_the_verbs_are_found_by_the_check_and_mended_by_a_rebuild():
    kept, gone = factories.recommendation(), factories.recommendation()
    call_command("search", "--check", stdout=(said := StringIO()))
    assert "right" in said.getvalue()
    Recommendation.objects.filter(pk=kept.pk).update(text="Wombats.", title="")
    Recommendation.objects.filter(pk=gone.pk).update(withdrawn_at=timezone.now())
    assert search("states").total == 2  # what is wrong here ...
    assert [row.pk for row in search("states").rows] == [kept.pk]  # ... shows nothing withdrawn
    with pytest.raises(CommandError):
        call_command("search", "--check", stderr=(said := StringIO()))
    assert f"{gone.pk} is indexed, and not public" in said.getvalue()
    assert f"{kept.pk} is indexed by other words" in said.getvalue()
    call_command("search", "--rebuild", stdout=(said := StringIO()))
    assert "1 recommendations" in said.getvalue()
    assert (search("states").total, search("wombat").total) == (0, 1)
    call_command("search", "--check", stdout=StringIO())


@pytest.mark.parametrize("scheme", ["", "0.0"])
def test_worker_makes_a_missing_or_outdated_index(monkeypatch, scheme):
    factories.recommendation()
    SearchPosting.objects.filter(field="v").delete()
    if not scheme:
        SearchPosting.objects.all().delete()
    assert search("states").total == 0
    monkeypatch.setattr(health, "checked", [])
    call_command("worker", "--once", stdout=StringIO())
    assert search("states").total == 1
    assert health.faults() == []
    SearchPosting.objects.all().delete()
    assert health.tend() == 0  # it has looked today
    assert health.tend(timezone.now() + timedelta(days=2)) == 1


def test_worker_mends_an_index_that_cannot_be_read():
    row = factories.recommendation(measures=(factories.measure(text="Ocelots for all"),))
    SearchFacet.objects.filter(field="language").update(bits=b"no bitmap")
    assert health.faults()
    health.checked.clear()
    assert health.tend() == 1
    assert not health.faults()
    assert found_keys("ocelots") == [row.pk]


def test_rebuilt_index_is_the_one_that_verbs_wrote():
    for publication in ("named", "anonymous", "counted"):
        factories.submission(Status.ACCEPTED, publication=publication, recommendations=2)

    def everything() -> set[Any]:
        return {
            (row.field, row.term, *BitMap.deserialize(bytes(row.bits)))
            for model in (SearchPosting, SearchFacet)
            for row in model.objects.exclude(field="v")
        }

    before = everything()
    assert health.rebuild() == 4
    assert everything() == before


def test_keys_in_many_blocks_are_one_list(monkeypatch):
    """Blocks of two keys, so that a few rows fill many."""
    for name in ("submissions.index.writing.SHIFT", "submissions.index.health.SHIFT"):
        monkeypatch.setattr(name, 1)
    call = factories.call(max_recommendations=50)
    row = factories.submission(Status.ACCEPTED, of=call, recommendations=20)
    factories.submission(Status.ACCEPTED, of=call, recommendations=5, publication="anonymous")
    assert SearchPosting.objects.filter(field="v").count() > 5
    assert search("states").total == len(found_keys("cities")) == 25
    one = row.recommendations.select_related("submission__call").order_by("number")[3]
    lifecycle.withdraw_one(one)
    assert search("states").total == 24
    assert health.faults() == []
    assert health.rebuild() == 24
    assert health.faults() == []


def test_long_lists_are_in_order_on_every_page(monkeypatch):
    """Places with more rows than are ordered at once: days, references, names, weights."""
    monkeypatch.setattr("submissions.orders.FEW", 3)
    start = timezone.now() - timedelta(days=5)
    call = factories.call(max_recommendations=50, opens_at=start - timedelta(days=1))
    for day in range(5):
        for publication in ("named", "anonymous"):
            at = start + timedelta(days=day)
            factories.submission(
                Status.ACCEPTED, of=call, recommendations=7, publication=publication, at=at
            )
    rows = {
        row.pk: row
        for row in Recommendation.objects.public().select_related("submission__stakeholder")
    }

    def day_of(row: Recommendation) -> int:
        assert row.submission.public_at
        return row.submission.public_at.toordinal()

    def name(row: Recommendation) -> str:
        assert row.submission.stakeholder
        is_named = row.submission.publication == "named"
        return row.submission.stakeholder.folded_name if is_named else "\uffff"

    expected = {
        "newest": sorted(rows, key=lambda pk: (-day_of(rows[pk]), rows[pk].reference)),
        "oldest": sorted(rows, key=lambda pk: (day_of(rows[pk]), rows[pk].reference)),
        "stakeholder": sorted(
            rows, key=lambda pk: (name(rows[pk]), -day_of(rows[pk]), rows[pk].reference)
        ),
    }
    for sort, order in expected.items():
        assert list(found_keys(sort=sort)) == order, sort
        pages = [search(sort=sort, page=number).rows for number in (1, 2, 3, 4)]
        assert [row.pk for page in pages for row in page] == order, sort
    words = list(found_keys("states measure"))
    pages = [search("states measure", page=number).rows for number in (1, 2, 3, 4)]
    assert [row.pk for page in pages for row in page] == words
    assert set(words) == set(rows)
