"""Work that is on offer, as it is suggested while somebody types, and when nothing is found."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geodata.base.arrays import Ints
from geodata.base.folding import fold
from geodata.campaign.campaign import Campaign
from geodata.campaign.synonyms import Synonyms
from geodata.campaign.vocabulary import PUBLISHED
from geodata.campaign.window import Window
from geodata.search.openings import index_of
from geodata.search.pinyin import fold_name, syllables
from geodata.search.spelling import Spellings
from geodata.search.work import kind_of, stands

OCCUPATION, SECTOR = "occupation", "sector"
MOST_SIMILAR, MOST_ALIKE = 5, 50
WINDOWS_KEPT = 16
# How well a text matches, the best first; a single letter is no pinyin yet.
BEGUN, HELD, MEANT, SPOKEN, INITIALS, NOT = range(6)
LEAST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Work:
    """
    An occupation or a sector that is on offer.

    Parameters
    ----------
    kind
        ``occupation`` or ``sector``.
    name
        As the tables write it.
    name_en, name_id
        What kind of work it is, "" where that is not known.
    openings, fairs
        How many people are looked for, and at how many fairs.
    """

    kind: str
    name: str
    name_en: str
    name_id: str
    openings: int
    fairs: int


@dataclass(frozen=True, slots=True)
class _Word:
    """An occupation or a sector under all that may be typed for it."""

    kind: str
    name: str
    text: str
    terms: tuple[str, ...]
    sounds: tuple[str, ...]
    initials: str
    name_en: str
    name_id: str

    @classmethod
    def of(cls, kind: str, name: str, synonyms: Synonyms) -> "_Word":
        """All that may be typed for a text of the tables."""
        text, said = fold(name), syllables(name)
        rows = (row for row in synonyms.rows if any(stands(term, text) for term in row.terms))
        named = kind_of(name, synonyms)
        return cls(
            kind=kind,
            name=name,
            text=text,
            terms=tuple(dict.fromkeys(term for row in rows for term in row.terms)),
            sounds=tuple("".join(said[n:]) for n in range(len(said))),
            initials="".join(each[:1] for each in said),
            name_en=named.name_in("en") if named else "",
            name_id=named.name_in("id") if named else "",
        )

    def match(self, typed: str, letters: str) -> int:
        """How well it matches what is typed, folded as a text and as a name."""
        if self.text.startswith(typed):
            return BEGUN
        if typed in self.text:
            return HELD
        if any(term.startswith(typed) for term in self.terms):
            return MEANT
        if len(letters) < LEAST_LETTERS or not letters.isascii():
            return NOT
        if any(sound.startswith(letters) for sound in self.sounds):
            return SPOKEN
        return INITIALS if self.initials.startswith(letters) else NOT


def suggest_work(campaign: Campaign, typed: str, window: Window, most: int) -> list[Work]:
    """The occupations and sectors at the fairs of a window that a text may mean, the best first."""
    text, letters = fold(typed), fold_name(typed)
    if not text:
        return []
    offered = on_offer(campaign, window)
    words = _words(campaign)
    found = (
        (how, n, at)
        for n, at in enumerate(offered)
        if (how := words[at].match(text, letters)) != NOT
    )
    return [offered[at] for _, _, at in sorted(found)[:most]]


def similar_work(campaign: Campaign, typed: str, window: Window) -> list[Work]:
    """What is on offer and spelt alike, where nothing has the name."""
    offered, alike = on_offer(campaign, window), work_spellings(campaign).nearest(typed, MOST_ALIKE)
    return [offered[at] for at in alike if at in offered][:MOST_SIMILAR]


def usual_work(campaign: Campaign, window: Window, kind: str, most: int) -> list[Work]:
    """The occupations, or the sectors, of which the most openings are on offer."""
    offered = on_offer(campaign, window).values()
    return [work for work in offered if work.kind == kind][:most]


def on_offer(campaign: Campaign, window: Window) -> dict[int, Work]:
    """All work at the published fairs of a window, by its word's position; the most first."""
    return campaign.cache.get(
        "work on offer", window.key, lambda: _count(campaign, window), most=WINDOWS_KEPT
    )


def _count(campaign: Campaign, window: Window) -> dict[int, Work]:
    index, words = index_of(campaign), _words(campaign)
    here = np.isin(index.fair_at, window.fairs(campaign, (PUBLISHED,)))
    at = {(word.kind, word.text): n for n, word in enumerate(words)}
    parts = [[at[OCCUPATION, text]] for text in index.occupations]
    shares = [
        [at[SECTOR, part] for part in dict.fromkeys(text.split("\n")) if part]
        for text in index.sectors
    ]
    openings, fairs = np.zeros(len(words), dtype=np.intp), np.zeros(len(words), dtype=np.intp)
    for column, places in ((index.occupation, parts), (index.sector, shares)):
        # Each opening once for each of the words that it is counted under.
        row, word = _pairs(column[here], places)
        fair = index.fair_at[here][row]
        openings += np.bincount(word, index.headcount[here][row], len(words)).astype(np.intp)
        pairs = np.unique(word * max(len(campaign.fairs), 1) + fair)
        fairs += np.bincount(pairs // max(len(campaign.fairs), 1), minlength=len(words))
    order = np.lexsort((np.arange(len(words)), -openings))
    return {
        n: Work(w.kind, w.name, w.name_en, w.name_id, int(openings[n]), int(fairs[n]))
        for n in order.tolist()
        if openings[n] and (w := words[n])
    }


def _pairs(column: Ints, places: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    """The rows of a column and the words of each, a pair for each word of a row."""
    sizes = np.array([len(each) for each in places], dtype=np.intp)
    flat = np.array([at for each in places for at in each], dtype=np.intp)
    begins = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.intp)
    size = sizes[column]
    row = np.repeat(np.arange(len(column)), size)
    within = np.arange(len(row)) - np.repeat(np.cumsum(size) - size, size)
    return row, flat[begins[column][row] + within] if len(row) else row


def _words(campaign: Campaign) -> tuple[_Word, ...]:
    """Every occupation and sector of the openings at fairs; made once for a campaign."""

    def gather() -> tuple[_Word, ...]:
        index = index_of(campaign)
        sectors = (part for text in index.sector_names for part in text.split("\n"))
        named = [
            *((OCCUPATION, name) for name in index.occupation_names),
            *((SECTOR, name) for name in sectors),
        ]
        texts = {(kind, fold(name)): name for kind, name in reversed(named) if fold(name)}
        return tuple(
            _Word.of(kind, name.strip(), campaign.synonyms) for (kind, _), name in texts.items()
        )

    return campaign.cache.get("words of work", "", gather, most=1)


def work_spellings(campaign: Campaign) -> Spellings:
    """How occupations, sectors and the other words for them are spelt; made once."""

    def build() -> Spellings:
        words = enumerate(_words(campaign))
        return Spellings.of(
            (name, at) for at, word in words for name in dict.fromkeys((word.name, *word.terms))
        )

    return campaign.cache.get("work spellings", "", build, most=1)
