"""Outcome documents as readers see them: statements, sources, balance, and what has left."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dialogues.models import Dialogue
from outcomes import editing
from outcomes.models import OutcomeDocument
from outcomes.papers import editions
from outcomes.reading import read
from submissions import lifecycle
from submissions.states import Status
from tests import factories
from tests.outcomes.written import cited, document, paper, statement

pytestmark = pytest.mark.django_db


def html_of(client: Client, made: OutcomeDocument, status: int = 200) -> str:
    """Return the document's page."""
    response = client.get(made.get_absolute_url())
    assert response.status_code == status
    return str(response.content.decode())


def test_a_statement_leads_to_the_words_it_rests_on_and_back(client: Client):
    row = factories.recommendation(organization="Quetzal Institute", category="academia")
    made = cited(row)
    html = html_of(client, made)
    assert "Quetzal Institute" in html
    assert "Academia" in html
    assert "Morocco" in html
    assert f'href="{row.get_absolute_url()}"' in html
    assert " ".join(row.text.split()[:5]) in html
    assert "Canary-Note" not in html
    back = client.get(row.get_absolute_url()).content.decode()
    (one,) = made.sections.get().statements.all()
    assert f'href="{made.get_absolute_url()}#{one.anchor}"' in back
    assert f'id="{one.anchor}"' in html


def test_an_anonymous_source_shows_its_category_alone(client: Client):
    row = factories.recommendation(organization="Ocelot Institute", publication="anonymous")
    html = html_of(client, cited(row))
    assert "Anonymous" in html
    assert "Civil society organization" in html
    assert row.reference in html
    assert "Ocelot" not in html
    assert "Morocco" not in html


ENDINGS = {
    "Withdrawn by whoever sent it.": lambda row, by: lifecycle.withdraw(row.submission),
    "Set aside by the IDM Unit": lambda row, by: lifecycle.set_aside(row, by=by, reason="Twice"),
    "chose to be counted only": lambda row, by: lifecycle.change_publication(
        row.submission, "counted"
    ),
}


@pytest.mark.parametrize(("words", "end"), ENDINGS.items())
def test_a_source_that_has_left_is_marked_and_shows_nothing_else(client: Client, words, end):
    row = factories.recommendation(organization="Quetzal Institute")
    made, reference = cited(row), row.reference
    end(row, factories.user())
    html = html_of(client, made)
    assert words in html
    for gone in ("Quetzal", reference, " ".join(row.text.split()[:5]), "Morocco"):
        assert gone not in html
    assert "0 sources" in html


def test_a_source_that_is_anonymous_now_keeps_its_words_and_loses_its_name(client: Client):
    row = factories.recommendation(organization="Quetzal Institute")
    made, old = cited(row), row.reference
    lifecycle.change_publication(row.submission, "anonymous")
    html = html_of(client, made)
    assert " ".join(row.text.split()[:5]) in html
    assert "Quetzal" not in html
    assert old not in html


def test_a_source_that_is_not_public_yet_is_not_told(client: Client):
    later = timezone.now() + timedelta(days=2)
    call = factories.call(publish_from=later)
    row = factories.recommendation(of=call, organization="Quetzal Institute")
    made = cited(row)
    html = html_of(client, made)
    assert "Quetzal" not in html
    assert row.reference not in html
    assert "▇" not in html
    (part,) = read(made, later + timedelta(days=1))
    assert part.statements[0].agreeing == 1


def test_a_reopened_answer_is_no_source(client: Client):
    row = factories.recommendation(organization="Quetzal Institute")
    made = cited(row)
    lifecycle.reopen(row.submission, by=factories.user("Unit lead"), note="Read again")
    html = html_of(client, made)
    assert "Quetzal" not in html
    assert row.reference not in html


def test_words_that_were_changed_since_are_not_quoted(client: Client):
    row = factories.recommendation(organization="Quetzal Institute")
    made = cited(row)
    row.text = "Something else, of at least as many words, stands here now."
    row.save()
    html = html_of(client, made)
    assert "has since changed the quoted words" in html
    assert "Quetzal" in html


def test_the_balance_counts_a_recommendation_once_and_warns_of_one_group(client: Client):
    call = factories.call()
    rows = [factories.recommendation(of=call, category="academia") for _ in range(2)]
    rows.append(factories.recommendation(of=call, category="media"))
    made = cited(*rows, published=False)
    two = statement(made, "Once more")
    editing.cite(two, rows[0], "partly", rows[0].text[:20])
    against = factories.recommendation(of=call, category="government")
    editing.cite(two, against, "diverges", against.text[:20])
    (part,) = read(made)
    shares = [(share.category, share.number) for share in part.balance.shares]
    assert shares == [("academia", 2), ("media", 1)]
    assert part.balance.main
    assert part.balance.main.category == "academia"
    editing.publish(made)
    html = html_of(client, made)
    assert "Rests mainly on one group" in html
    assert "2 of the 3 recommendations" in html
    assert "1 says otherwise" in html


@pytest.mark.parametrize("hidden", ["draft", "taken back", "dialogue"])
def test_what_is_not_published_is_nowhere(client: Client, hidden):
    row = factories.recommendation()
    made = cited(row, published=hidden != "draft")
    if hidden == "taken back":
        editing.take_back(made)
    if hidden == "dialogue":
        dialogue = made.dialogue
        dialogue.is_published = False
        dialogue.save()
    html_of(client, made, 404)
    assert made.get_absolute_url() not in client.get("/en/outcomes/").content.decode()
    if hidden != "dialogue":
        assert made.get_absolute_url() not in client.get(row.get_absolute_url()).content.decode()


def test_the_pages_cost_the_same_queries_at_1_and_3(client: Client, django_assert_num_queries):
    call = factories.call()
    rows = [factories.recommendation(of=call) for _ in range(3)]
    gone = [factories.recommendation(of=call) for _ in range(3)]
    small = cited(rows[0], gone[0])
    large = cited(*rows, *gone, published=False)
    for text in ("Two", "Three"):
        editing.cite(statement(large, text), rows[0], "partly", rows[0].text[:20])
    editing.publish(large)
    for row in gone:
        lifecycle.withdraw(row.submission)
    with django_assert_num_queries(8):
        html_of(client, small)
    with django_assert_num_queries(7):  # until when pages hold is known by now
        html_of(client, large)


def test_the_list_says_what_there_is_and_what_to_do_when_there_is_nothing(client: Client):
    assert "No outcome is published yet." in client.get("/en/outcomes/").content.decode()
    made = cited(factories.recommendation(status=Status.ACCEPTED))
    html = client.get("/en/outcomes/").content.decode()
    assert made.title in html
    assert "1 statement" in html
    of_dialogue = client.get(made.dialogue.get_absolute_url()).content.decode()
    assert made.get_absolute_url() in of_dialogue


def test_a_document_without_a_source_cannot_be_published():
    made = document(factories.dialogue())
    with pytest.raises(Exception, match="no statements yet"):
        editing.publish(made)
    statement(made, "Thanks", is_editorial=True)
    statement(made, "Cities should act")
    with pytest.raises(Exception, match="Statement 2 has no source"):
        editing.publish(made)
    assert not OutcomeDocument.objects.get().is_published


def test_the_private_page_leads_to_the_statements(client: Client):
    submission = factories.submission(Status.ACCEPTED, recommendations=3)
    rows = list(submission.recommendations.order_by("number"))
    made = cited(rows[1])
    page = f"/en/submissions/{submission.token}/"
    html = client.get(page).content.decode()
    assert html.count(f"{made.get_absolute_url()}#statement-") == 1
    editing.take_back(made)
    assert made.get_absolute_url() not in client.get(page).content.decode()


def thread_of(html: str) -> str:
    """Return the thread at the top of a page, as HTML."""
    return html.partition('class="thread"')[2].partition("</nav>")[0]


def test_the_thread_leads_on_to_the_outcome_and_the_paper_once_they_are_public(client: Client):
    call = factories.call()
    row, other = factories.recommendation(of=call), factories.recommendation(of=call)
    pages = [row.get_absolute_url(), call.get_absolute_url()]
    made = cited(row, published=False)
    for url in pages:
        thread = thread_of(client.get(url).content.decode())
        assert "not yet" in thread
        assert made.get_absolute_url() not in thread
    editing.publish(made)
    papers = paper(call.dialogue)
    editions.make(papers)
    editions.publish(papers)
    (one,) = made.sections.get().statements.all()
    for url, end in zip(pages, [f"#{one.anchor}", ""], strict=True):
        thread = thread_of(client.get(url).content.decode())
        assert "not yet" not in thread
        assert f'href="{made.get_absolute_url()}{end}"' in thread
        assert papers.get_absolute_url() in thread
    assert "not yet" in thread_of(client.get(other.get_absolute_url()).content.decode())


def test_the_home_page_leads_to_what_came_last_and_to_samples_only_for_want_of_it(client: Client):
    assert "What came of it" not in client.get("/en/").content.decode()
    sample = cited(factories.recommendation())
    Dialogue.objects.filter(pk=sample.dialogue_id).update(is_demonstration=True)
    assert sample.get_absolute_url() in client.get("/en/").content.decode()
    row = factories.recommendation()
    made = cited(row)
    papers = paper(row.submission.call.dialogue)
    editions.make(papers)
    editions.publish(papers)
    html = client.get("/en/").content.decode()
    assert made.get_absolute_url() in html
    assert papers.get_absolute_url() in html
    assert sample.get_absolute_url() not in html
