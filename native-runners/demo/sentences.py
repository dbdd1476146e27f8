"""Sentences about pictures: what a person might type to find a scene."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from demo.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.random import Generator

Mention = tuple[int, int, int, int]
"""Numbers of colour, shape, size and position that a sentence names; -1 where it does not."""

NOTHING: Mention = (-1, -1, -1, -1)

_LEADS = ("", "", "", "a picture of ", "a video of ", "a scene with ", "there is ", "find ")
_THINGS = ("object", "thing", "shape")


@dataclass(frozen=True)
class Sentence:
    """A sentence and what it names: up to two objects and the background (-1 when it does not)."""

    text: str
    things: tuple[Mention, Mention]
    background: int


def _word(rng: Generator, words: Sequence[str]) -> str:
    # The plainest word half of the time.
    return words[0] if rng.random() < 0.5 else words[int(rng.integers(len(words)))]


def _with_article(text: str) -> str:
    if text.startswith("text") or text.startswith("lettering") or text.endswith((" text", " lettering")):
        return text
    return ("an " if text[0] in "aeiou" else "a ") + text


def thing_words(rng: Generator, mention: Mention, article: bool) -> str:
    """Names an object, for example `a small red circle on the left`."""
    words = vocabulary()
    colour, shape, size, position = mention
    parts: list[str] = []
    if size >= 0:
        parts.append(_word(rng, words.sizes[size].words))
    if colour >= 0:
        parts.append(_word(rng, words.colours[colour].words))
    if shape >= 0:
        parts.append(_word(rng, words.shapes[shape].words))
    elif size >= 0 or position >= 0 or article:
        parts.append(_THINGS[int(rng.integers(len(_THINGS)))])
    text = " ".join(parts)
    if article:
        text = _with_article(text)
    if position >= 0:
        text = f"{text} {_word(rng, words.positions[position].words)}".strip()
    return text


def background_words(rng: Generator, background: int) -> str:
    """Names a background, for example `a striped background`."""
    word = _word(rng, vocabulary().backgrounds[background].words)
    noun = "background" if rng.random() < 0.7 else "backdrop"
    return _with_article(f"{word} {noun}")


def _compose(rng: Generator, things: list[str], background: str) -> str:
    both = " and ".join(things)
    if not background:
        return both
    if not both:
        return background
    style = rng.integers(4)
    if style == 0:
        return f"{background} with {both}"
    if style == 1:
        return f"{both}, {background}"
    return f"{both} {'on' if style == 2 else 'in front of'} {background}"


def _thinned(rng: Generator, mention: Mention, keep: float) -> Mention:
    colour, shape, size, position = (value if rng.random() < keep else -1 for value in mention)
    return colour, shape, size, position


def sentence_about(rng: Generator, things: Sequence[Mention], background: int, *, full: bool, single_word_share: float = 0.0) -> Sentence:
    """Says something true of a scene: everything, or part of it.

    Args:
        rng: Source of the choices.
        things: The scene's objects; values of -1 are not known.
        background: The scene's background.
        full: Whether to name all that is known.
        single_word_share: How many of the partial sentences name one colour or one shape and nothing else.

    Returns:
        The sentence, and exactly what it names.
    """
    present = [thing for thing in things if thing != NOTHING]
    if len(present) == 2 and rng.random() < 0.5:
        present.reverse()
    named_background = background
    if not full:
        if len(present) == 2 and rng.random() < 0.5:
            present = present[:1]
        if single_word_share and present and rng.random() < single_word_share:
            thing = present[0]
            present = [(-1, thing[1], -1, -1) if rng.random() < 0.7 or thing[0] < 0 else (thing[0], -1, -1, -1)]
        elif rng.random() < 0.45 and present:
            # The short queries that people type: a colour and a shape.
            present = [(thing[0], thing[1], -1, -1) for thing in present]
        else:
            present = [_thinned(rng, thing, 0.6) for thing in present]
        present = [thing for thing in present if thing != NOTHING]
        short = len(present) == 1 and sum(value >= 0 for value in present[0]) == 1 and single_word_share > 0
        named_background = background if not present or (rng.random() < 0.3 and not short) else -1
    article = rng.random() < 0.6
    words = [thing_words(rng, thing, article) for thing in present]
    lead = _LEADS[int(rng.integers(len(_LEADS)))] if article else ""
    text = lead + _compose(rng, words, "" if named_background < 0 else background_words(rng, named_background))
    named = [*present, NOTHING, NOTHING][:2]
    return Sentence(text, (named[0], named[1]), named_background)


def plain_sentence(things: Sequence[Mention], background: int) -> str:
    """The plainest full sentence about a scene, without chance: labels and captions use it."""
    words = vocabulary()
    parts: list[str] = []
    for colour, shape, size, position in things:
        names = [
            words.sizes[size].words[0] if size >= 0 else "",
            words.colours[colour].words[0] if colour >= 0 else "",
            words.shapes[shape].words[0] if shape >= 0 else "object",
        ]
        text = _with_article(" ".join(name for name in names if name))
        parts.append(f"{text} {words.positions[position].words[0]}" if position >= 0 else text)
    both = " and ".join(parts)
    behind = f"a {words.backgrounds[background].words[0]} background"
    return f"{both} on {behind}" if both else behind
