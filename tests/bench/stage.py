"""What generated answers answer: two dialogues and six calls."""

from datetime import datetime, timedelta
from random import Random

from dialogues.models import Dialogue
from submissions.models import Call, Theme
from tests.bench.words import VOCABULARIES

DAY = timedelta(days=1)
ENGLISH = VOCABULARIES["en"]
THEMES, CALLS = 12, 6
OPEN_CALL, BARE_DIALOGUE = "call-0", "2016"


def dialogue(theme: str, year: int = 2016) -> Dialogue:
    """Return a public dialogue; the bare page reads that of 2016."""
    return Dialogue.objects.create(year=year, slug=str(year), theme=theme, is_published=True)


def calls(random: Random, now: datetime) -> dict[Call, list[Theme]]:
    """Return an open call with eight themes, and five closed ones with six of the twelve each."""
    dialogues = [dialogue(ENGLISH.title(random, 8), year) for year in (2016, 2017)]
    themes = [
        Theme.objects.create(slug=f"theme-{number}", name=ENGLISH.title(random, 3), order=number)
        for number in range(THEMES)
    ]
    made = {}
    for number in range(CALLS):
        call = _call(random, dialogues[number % 2], number, now + (30 - 60 * number) * DAY)
        made[call] = random.sample(themes, 6) if number else themes[:8]
        call.themes.set(made[call])
    return made


def _call(random: Random, of: Dialogue, number: int, closes_at: datetime) -> Call:
    return Call.objects.create(
        dialogue=of,
        slug=f"call-{number}",
        title=ENGLISH.title(random, 7),
        brief=ENGLISH.text(random, 120),
        guiding_questions="\n".join(ENGLISH.title(random, 12) for _ in range(4)),
        opens_at=closes_at - 60 * DAY,
        closes_at=closes_at,
        publish_from=closes_at + 10 * DAY if number == 3 else None,
        consent_text=ENGLISH.text(random, 30),
        licence="CC BY 4.0",
        is_published=True,
    )
