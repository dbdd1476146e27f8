"""Which combinations no training example may show: decided by hashes of their names, so that no list can go stale."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from demo.vocabulary import vocabulary

HELD_OUT_PAIRS = 8
HELD_OUT_TUPLE_SHARE = 5
"""One in so many of the other (colour, shape, size, position, background) and (colour, shape, motion) is held out."""
HELD_OUT_SOUND_PERCENT = 30


@lru_cache(maxsize=200_000)
def hash_number(text: str) -> int:
    """A number that depends on nothing but the text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big")


@lru_cache(maxsize=1)
def held_out_pairs() -> frozenset[tuple[str, str]]:
    """The colour × shape pairs that training never shows, each colour and each shape at most once."""
    words = vocabulary()
    pairs = [(colour.name, shape.name) for colour in words.colours for shape in words.shapes]
    pairs.sort(key=lambda pair: hash_number(f"pair:{pair[0]}:{pair[1]}"))
    chosen: list[tuple[str, str]] = []
    for colour, shape in pairs:
        if len(chosen) < HELD_OUT_PAIRS and all(colour != c and shape != s for c, s in chosen):
            chosen.append((colour, shape))
    return frozenset(chosen)


def picture_is_held_out(colour: str, shape: str, size: str, position: str, background: str) -> bool:
    """Whether no training picture may show this object on this background."""
    if (colour, shape) in held_out_pairs():
        return True
    return hash_number(f"picture:{colour}:{shape}:{size}:{position}:{background}") % HELD_OUT_TUPLE_SHARE == 0


def motion_is_held_out(colour: str, shape: str, motion: str) -> bool:
    """Whether no training scene may show this object moving so."""
    if (colour, shape) in held_out_pairs():
        return True
    return hash_number(f"motion:{colour}:{shape}:{motion}") % HELD_OUT_TUPLE_SHARE == 0


def sounds_are_held_out(first: str, second: str) -> bool:
    """Whether no training sound may be `first` and then `second`; a sound on its own is never held out."""
    return first != second and hash_number(f"sound:{first}:{second}") % 100 < HELD_OUT_SOUND_PERCENT
