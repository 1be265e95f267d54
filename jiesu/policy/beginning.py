"""What a text may mean by the duty catalogue alone, before anybody has confirmed anything: its words, else its names.

The words that the catalogue lists come first (`rules.routing.by_words`). Where a text has none of them, it is read by
what the categories are called and by the first confirmed cases (`reading.beginner`): never sure, always for a person
to confirm.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache

from jiesu.reading.beginner import Beginner
from jiesu.rules.routing import Catalogue, Guess, by_words

NAMES_ALONE = Fraction(1, 2)
"""How far the names of categories are trusted: measured at the first level alone, so below every gate (assumed)."""
LEAST = 0.1
"""A category with a smaller share of all is no guess (assumed)."""
SHOWN = 3
Case = tuple[str, str]
"""A text, and the code of its category."""
Told = tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
"""Code, path and words of each last line of a catalogue."""


def guesses(
    catalogue: Catalogue, texts: Sequence[str], cases: Callable[[], Sequence[Case]] = tuple
) -> list[tuple[Guess, ...]]:
    """For each text the categories whose words it holds; where it holds none, those whose names are close.

    `cases` gives what was confirmed (text, code); it is asked only where a text holds no word.
    """
    found = [by_words(catalogue, text, shown=SHOWN) for text in texts]
    silent = [no for no, some in enumerate(found) if not some]
    known = cases() if silent else ()
    for no, some in zip(silent, by_names(catalogue, [texts[no] for no in silent], known), strict=True):
        found[no] = some
    return found


def by_names(
    catalogue: Catalogue, texts: Sequence[str], cases: Sequence[Case] = ()
) -> list[tuple[Guess, ...]]:
    """For each text the categories whose names are close, the closest first; none where nothing speaks for any."""
    if not texts:
        return []
    begun = _taught(_told(catalogue), tuple(cases)) if cases else _beginner(_told(catalogue))
    found = begun.predict(list(texts), top=SHOWN)
    return [
        tuple(
            Guess(label, NAMES_ALONE * Fraction(str(round(share, 4))))
            for label, share in one.top
            if one.known and share >= LEAST
        )
        for one in found
    ]


def deciding(catalogue: Catalogue, text: str, code: str, *, most: int = 5) -> tuple[str, ...]:
    """The words of the text that speak for a category: the catalogue's words, else what it shares with the names."""
    category = catalogue.categories.get(code)
    if category is None:
        return ()
    held = tuple(word for word in category.words if word in text)[:most]
    return held or _beginner(_told(catalogue)).deciding(text, code, most=most)


def _told(catalogue: Catalogue) -> Told:
    """Code, path and words of each last line of the catalogue."""
    codes = sorted(catalogue.categories)
    last = [code for code, after in zip(codes, [*codes[1:], ""], strict=True) if not after.startswith(code)]
    return tuple((code, catalogue.path_of(code), catalogue.categories[code].words) for code in last)


@lru_cache(maxsize=4)
def _beginner(told: Told) -> Beginner:
    return Beginner.of(
        {code: path for code, path, _ in told}, {code: words for code, _, words in told if words}
    )


@lru_cache(maxsize=1)
def _taught(told: Told, cases: tuple[Case, ...]) -> Beginner:
    return _beginner(told).taught([text for text, _ in cases], [code for _, code in cases])
