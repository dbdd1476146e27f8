"""Captions: who does what, where and when, each part said in three ways."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from demo.held_out import hash_number

if TYPE_CHECKING:
    from numpy.random import Generator

WORDS_FILE = Path(__file__).with_name("caption_words.json")
SLOTS = ("subjects", "actions", "places", "times")
HELD_OUT_SHARE = 5
"""One meaning in so many is held out."""

Meaning = tuple[int, int, int, int]
"""Numbers of subject, action, place and time; a time of -1 is not said."""


@lru_cache(maxsize=1)
def caption_words() -> dict[str, list[list[str]]]:
    """Reads the parts of captions: per slot, per value, the ways to say it."""
    return json.loads(WORDS_FILE.read_text(encoding="utf-8"))


def caption_is_held_out(meaning: Meaning) -> bool:
    """Whether no training caption may mean this."""
    return hash_number("caption:" + ":".join(str(part) for part in meaning)) % HELD_OUT_SHARE == 0


def random_meaning(rng: Generator) -> Meaning:
    """Any meaning, held out or not."""
    words = caption_words()
    subject, action, place, time = (int(rng.integers(len(words[slot]))) for slot in SLOTS)
    return subject, action, place, -1 if rng.random() < 0.3 else time


def sibling_meaning(rng: Generator, meaning: Meaning) -> Meaning:
    """A meaning that differs in one slot."""
    slot = int(rng.integers(4))
    parts = list(meaning)
    parts[slot] = random_meaning(rng)[slot]
    return parts[0], parts[1], parts[2], parts[3]


def caption_text(meaning: Meaning, ways: tuple[int, int, int, int], order: int) -> str:
    """Says a meaning.

    Args:
        meaning: What to say.
        ways: Which of the three ways, per slot.
        order: Which of three orders of the parts.

    Returns:
        A sentence.
    """
    words = caption_words()
    subject, action, place, time = (
        words[slot][value][way] if value >= 0 else "" for slot, value, way in zip(SLOTS, meaning, ways, strict=True)
    )
    forms = ((subject, action, place, time), (time, subject, action, place), (place, subject, action, time))
    text = " ".join(part for part in forms[order] if part)
    return text[0].upper() + text[1:] + "."


def random_ways(rng: Generator) -> tuple[int, int, int, int]:
    """A way for each slot."""
    first, second, third, fourth = (int(value) for value in rng.integers(3, size=4))
    return first, second, third, fourth


def other_ways(rng: Generator, ways: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Another way for every slot: the two sentences share no way of saying anything."""
    first, second, third, fourth = ((way + int(rng.integers(1, 3))) % 3 for way in ways)
    return first, second, third, fourth
