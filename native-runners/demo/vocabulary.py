"""What the generated clips are made of: `resources/demo-library/vocabulary.json`, which the app's demo library reads too."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
VOCABULARY_FILE = REPOSITORY / "resources" / "demo-library" / "vocabulary.json"
MODELS_FOLDER = REPOSITORY / "resources" / "demo-models"

Point = tuple[float, float]


@dataclass(frozen=True)
class Value:
    """One value of a factor, for example the colour red.

    Attributes:
        name: Its name in labels.
        words: Ways to say it; the first is the plainest.
    """

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Colour(Value):
    """A colour of an object; `rgb` is its mean, objects vary around it."""

    rgb: tuple[int, int, int]


@dataclass(frozen=True)
class Shape(Value):
    """A shape; `contours` are polygons in a box of -1…1, filled by the even-odd rule. The shape `text` has none."""

    contours: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True)
class Size(Value):
    """A size; `radius` is in heights of the frame."""

    radius: float


@dataclass(frozen=True)
class Vocabulary:
    """All factors of the pictures."""

    colours: tuple[Colour, ...]
    shapes: tuple[Shape, ...]
    sizes: tuple[Size, ...]
    positions: tuple[Value, ...]
    backgrounds: tuple[Value, ...]
    motions: tuple[Value, ...]
    font: dict[str, tuple[int, ...]]


def _polygon(text: str) -> tuple[Point, ...]:
    return tuple((float(x), float(y)) for x, y in (pair.split(",") for pair in text.split()))


def _values(rows: list[dict[str, Any]]) -> tuple[Value, ...]:
    return tuple(Value(row["name"], tuple(row["words"])) for row in rows)


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Reads the vocabulary."""
    data: dict[str, Any] = json.loads(VOCABULARY_FILE.read_text(encoding="utf-8"))
    return Vocabulary(
        colours=tuple(Colour(row["name"], tuple(row["words"]), tuple(row["rgb"])) for row in data["colours"]),
        shapes=tuple(Shape(row["name"], tuple(row["words"]), tuple(_polygon(text) for text in row["contours"])) for row in data["shapes"]),
        sizes=tuple(Size(row["name"], tuple(row["words"]), row["radius"]) for row in data["sizes"]),
        positions=_values(data["positions"]),
        backgrounds=_values(data["backgrounds"]),
        motions=_values(data["motions"]),
        font={letter: tuple(int(row, 16) for row in rows.split()) for letter, rows in data["font"].items()},
    )
