"""What is similar to a recommendation: by the words it shares, and by nothing else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dialogues.models import Dialogue
from submissions import lifecycle
from submissions.models import Call, Recommendation
from submissions.states import Status
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/en/recommendations/"
DOMESTIC = "Embassies should register domestic workers, and inspect recruitment agencies yearly."
FILLERS = (
    "Cities offer housing to families who arrive after a flood.",
    "Schools accept pupils without papers in the middle of a term.",
    "Nurses visit pregnant women in camps every week.",
    "Banks lower the price of sending money home.",
    "Judges hear children in a language that these speak.",
    "Harvests depend on seasonal permits that can be renewed.",
)


def say(*texts: str, of: Call | None = None, **fields) -> list[Recommendation]:
    """Publish an answer; return its recommendations in its order."""
    measures = tuple(
        factories.measure(title=" ".join(text.split()[:3]), text=text) for text in texts
    )
    of = of or factories.call(max_recommendations=10)
    row = factories.submission(Status.ACCEPTED, of=of, measures=measures, **fields)
    return list(row.recommendations.order_by("number"))


def shown(client: Client, row: Recommendation) -> str:
    """Return the section of what is similar as HTML; "" where there is none."""
    html = client.get(f"{LIST}{row.reference}/").content.decode()
    return html.partition('id="similar"')[2].partition("</section>")[0]


def similar(client: Client, row: Recommendation) -> list[str]:
    """Return the references of what is shown as similar, in its order."""
    parts = shown(client, row).split(f'href="{LIST}')[1:]
    return [part.partition("/")[0] for part in parts]


@pytest.fixture(autouse=True)
def _others() -> None:
    for text in FILLERS:
        say(text)


def test_what_shares_the_most_rare_words_stands_first_and_what_shares_none_is_left_out(
    client: Client,
):
    (row,) = say(DOMESTIC)
    (little,) = say("Registered agencies are inspected by a court, with rules for all trades.")
    (much,) = say("Inspecting agencies yearly, embassies registered many domestic workers.")
    assert similar(client, row) == [much.reference, little.reference]
    html = shown(client, row)
    assert much.heading in html
    assert much.submission.organization in html


def test_nothing_similar_is_no_section(client: Client):
    (row,) = say("Quetzals nest undisturbed.")
    html = client.get(f"{LIST}{row.reference}/").content.decode()
    assert "Similar recommendations" not in html


def test_there_are_five_at_most_and_of_equal_ones_the_first_by_reference(client: Client):
    (row,) = say(DOMESTIC)
    same = [one.reference for one in say(*[DOMESTIC] * 4)]
    same += [one.reference for one in say(*[DOMESTIC] * 5, publication="anonymous")]
    assert similar(client, row) == sorted(same)[:5]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("fr", "Les ambassades inspectent les agences.", "Inspecter des agences, des ambassades."),
        ("ar", "تفتيش وكالات التوظيف سنوياً", "وكالات التوظيف والتفتيش"),
        ("zh-hans", "使馆应每年检查招聘机构。", "招聘机构每年受检查。"),
        ("ru", "Посольства проверяют агентства.", "Проверка агентств посольствами."),
    ],
)
def test_words_are_compared_in_any_form_in_each_language(
    client: Client, language: str, one: str, other: str
):
    (row,) = say(one, language=language)
    (near,) = say(other, language=language)
    assert similar(client, row) == [near.reference]


def test_a_part_of_the_same_anonymous_answer_is_neither_left_out_nor_brought_in(client: Client):
    row, near, far = say(DOMESTIC, DOMESTIC, "Quetzals nest undisturbed.", publication="anonymous")
    (stranger,) = say(DOMESTIC)
    assert similar(client, row) == sorted([near.reference, stranger.reference])
    assert far.reference not in shown(client, row)


def test_a_part_of_the_same_named_answer_is_shown_as_that_alone(client: Client):
    row, near = say(DOMESTIC, DOMESTIC)
    (stranger,) = say(DOMESTIC)
    assert similar(client, row) == [stranger.reference]
    html = client.get(f"{LIST}{row.reference}/").content.decode()
    assert html.count(f'href="{LIST}{near.reference}/"') == 1


def test_an_anonymous_one_shows_its_category_alone(client: Client):
    (row,) = say(DOMESTIC)
    say(DOMESTIC, publication="anonymous", organization="Ocelot Union", category="trade_union")
    assert "Anonymous" in shown(client, row)
    assert "Trade union" in shown(client, row)
    assert "Ocelot" not in shown(client, row)


def test_only_what_is_public_now_is_similar(client: Client):
    (row,) = say(DOMESTIC)
    (gone,) = say(DOMESTIC)
    lifecycle.withdraw(gone.submission)
    later = factories.call(publish_from=timezone.now() + timedelta(days=1))
    say(DOMESTIC, of=later)
    (hidden,) = say(DOMESTIC)
    Dialogue.objects.filter(pk=hidden.submission.call.dialogue_id).update(is_published=False)
    say(DOMESTIC, publication="counted")
    assert similar(client, row) == []
    Call.objects.filter(pk=later.pk).update(publish_from=timezone.now() - timedelta(days=1))
    assert len(similar(client, row)) == 1


def test_a_sample_is_marked(client: Client):
    (row,) = say(DOMESTIC)
    say(DOMESTIC, of=factories.call(dialogue=factories.dialogue(is_demonstration=True)))
    assert ">Sample<" in shown(client, row)


def test_it_costs_the_same_with_2_and_20_similar_ones(client: Client, django_assert_num_queries):
    (row,) = say(DOMESTIC)
    counts = []
    for number in (2, 9, 9):
        say(*[DOMESTIC] * number)
        with django_assert_num_queries(12):
            counts.append(len(similar(client, row)))
    assert counts == [2, 5, 5]
