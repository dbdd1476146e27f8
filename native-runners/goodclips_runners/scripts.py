"""Scripts that languages are written in, and whether an alphabet has their letters."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SCRIPTS: dict[str, tuple[str, ...]] = {
    "Arab": ("ARABIC LETTER",),
    "Armn": ("ARMENIAN",),
    "Beng": ("BENGALI LETTER",),
    "Cyrl": ("CYRILLIC",),
    "Deva": ("DEVANAGARI LETTER",),
    "Ethi": ("ETHIOPIC SYLLABLE",),
    "Geor": ("GEORGIAN",),
    "Grek": ("GREEK",),
    "Gujr": ("GUJARATI LETTER",),
    "Guru": ("GURMUKHI LETTER",),
    "Hans": ("CJK UNIFIED",),
    "Hant": ("CJK UNIFIED",),
    "Hebr": ("HEBREW LETTER",),
    "Jpan": ("HIRAGANA", "KATAKANA"),
    "Khmr": ("KHMER LETTER",),
    "Knda": ("KANNADA LETTER",),
    "Kore": ("HANGUL SYLLABLE",),
    "Laoo": ("LAO LETTER",),
    "Latn": ("LATIN",),
    "Mlym": ("MALAYALAM LETTER",),
    "Mymr": ("MYANMAR LETTER",),
    "Sinh": ("SINHALA LETTER",),
    "Taml": ("TAMIL LETTER",),
    "Telu": ("TELUGU LETTER",),
    "Thai": ("THAI CHARACTER",),
}
"""ISO 15924 code → how the Unicode names of its letters begin."""

FEWEST_LETTERS = 15
"""An alphabet that has fewer letters of a script holds some by the way, such as the Cyrillic ones of formulas."""


def reads_script(alphabet: Iterable[str], script: str) -> bool:
    """Whether an alphabet has the letters of a script (ISO 15924); of one that is not in `SCRIPTS` it is believed to."""
    names = SCRIPTS.get(script)
    if names is None:
        return True
    letters = {letter for letter in alphabet if len(letter) == 1 and unicodedata.name(letter, "").startswith(names)}
    return len(letters) >= FEWEST_LETTERS
