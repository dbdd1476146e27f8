"""The one interface of models that read text in pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from goodclips_runners.encoder import LoadOptions, Speed


@dataclass(frozen=True)
class TextLine:
    """A line of text in a picture.

    Attributes:
        box: x and y of the upper left corner, width and height, as parts of the picture from 0 to 1.
        text: What is written.
        probability: Mean of those of its characters.
    """

    box: tuple[float, float, float, float]
    text: str
    probability: float

    def as_json(self) -> dict[str, Any]:
        """The line with the names of docs/runner-protocol.md."""
        return {
            "box": [round(part, 5) for part in self.box],
            "text": self.text,
            "probability": round(self.probability, 4),
        }


class UnreadScript(Exception):  # noqa: N818
    """A model does not know the letters of a script."""


class TextReader(Protocol):
    """Reads text in pictures. `read_lines` runs on one thread at a time."""

    engine: str
    """For example `fp32`."""
    speed: Speed | None

    @classmethod
    def load(cls, model_dir: Path, options: LoadOptions) -> TextReader:
        """Loads a model.

        Raises:
            ModelError: The folder is not a model that this class can load; the message says what to do.
        """
        ...

    def read_lines(self, picture: NDArray[np.uint8], script: str | None = None) -> list[TextLine]:
        """The lines of a picture, from top to bottom and left to right.

        Args:
            picture: Height × width × 3, RGB; no side longer than 4,096 pixels.
            script: That the text is written in (ISO 15924); None: not known.

        Raises:
            UnreadScript: The model does not know the letters of the script.
            MemoryError: The device has too little memory.
        """
        ...
