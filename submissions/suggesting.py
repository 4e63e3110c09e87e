"""Where nothing was found: “did you mean”, and filters that are called by the words."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.functional import Promise
from django.utils.translation import get_language
from pyroaring import BitMap

from common.stems import Token, bare, tokens
from submissions.facets import NAMES
from submissions.index.keys import EXACT, stems_of
from submissions.index.reading import NOTHING, Found, read
from submissions.models import SearchPosting
from submissions.vocabulary import Vocabulary
from submissions.words import Query, Word, understood

# Where the first letters are right, so many words that begin with them are compared.
SURE, MOST, NEAR, COMPARED = 3, 3_000, 0.75, 20
SHORTEST, LONGEST = 4, 30
ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзиклмнопрстуфхцчшщъыьэюя",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويء",
)
# Facets whose values have names that readers may look for as words.
NAMED = ("theme", "call", "objective", "category", "region")
MOST_OFFERS = 4


@dataclass(frozen=True)
class Offer:
    """A value of a facet, which alone leaves `count` recommendations."""

    facet: str
    facet_label: Promise
    code: str
    label: str
    count: int


def offers(query: Query, vocabulary: Vocabulary, state: Found, live: BitMap) -> list[Offer]:
    """Return values of filters whose names hold words of the query, those with the most first."""
    language, found = get_language() or "", []
    # Shorter ones, such as articles, stand in many names.
    words = (
        one for one in query.words if one.token.is_ideographs or len(one.token.word) >= SHORTEST
    )
    wanted = [word.stems for word in words]
    for name in NAMED if wanted else ():
        for code, key in vocabulary.keys[name].items():
            label = vocabulary.labels[name][key]
            own = {stem for token in tokens(str(label)) for stem in stems_of(token, language)}
            held = sum(not own.isdisjoint(stems) for stems in wanted)
            count = live.intersection_cardinality(state.facets[name].get(str(key), NOTHING))
            if held and count:
                found.append((held, Offer(name, NAMES[name], code, label, count)))
    found.sort(key=lambda pair: (-pair[0], -pair[1].count))
    return [offer for _held, offer in found[:MOST_OFFERS]]


def suggestion(typed: str, state: Found, live: BitMap) -> str:
    """Return what was typed with its unknown words replaced by known ones; "" if that is nothing.

    Known is what stands in a recommendation that is public now, `live`; no other word is told.
    """
    wanted, better = {part for part in understood(typed).wanted if isinstance(part, Word)}, typed
    for token in reversed(list(tokens(typed))):
        word = Word(Token(0, 0, token.word, token.is_ideographs))
        is_known = token.is_ideographs or word.within(state).intersect(live)
        if word in wanted and not is_known and (near := _nearest(bare(token.word), live)):
            better = better[: token.start] + near + better[token.end :]
    return better if better != typed else ""


def _nearest(word: str, live: BitMap) -> str:
    """Return the word with one letter changed that most hold, else one that begins alike."""
    if not SHORTEST <= len(word) <= LONGEST:
        return ""
    counts = _counted(_changed(word), live)
    if counts:
        return max(counts, key=lambda near: (counts[near], near))
    rows = SearchPosting.objects.filter(field=EXACT, term__startswith=word[:SURE])
    alike = rows.order_by("term").values_list("term", flat=True).distinct()[:MOST]
    close = get_close_matches(word, alike, n=COMPARED, cutoff=NEAR)
    counts = _counted(close, live)
    return next((near for near in close if near in counts), "")


def _counted(words: Iterable[str], live: BitMap) -> dict[str, int]:
    """Return word -> how many public recommendations hold it, without those of none."""
    found = read([(EXACT, word) for word in words]).postings
    counts = {word: live.intersection_cardinality(bits) for (_field, word), bits in found.items()}
    return {word: count for word, count in counts.items() if count}


def _changed(word: str) -> set[str]:
    """Return every word that is one letter more, less or other, or two neighbours swapped."""
    letters = next((one for one in ALPHABETS if any(letter in one for letter in word)), "")
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    less = {start + end[1:] for start, end in cuts if end}
    swapped = {start + end[1] + end[0] + end[2:] for start, end in cuts if len(end) > 1}
    other = {start + letter + end[1:] for start, end in cuts if end for letter in letters}
    more = {start + letter + end for start, end in cuts for letter in letters}
    return (less | swapped | other | more) - {word}
