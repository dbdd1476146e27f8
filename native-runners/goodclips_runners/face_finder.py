"""The one interface of models that find faces in pictures and tell people apart."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from goodclips_runners.encoder import LoadOptions, Speed

FACE_DIMENSION = 128
"""Numbers of a face's vector. Two of one person are closer than two of different people, by Euclidean distance."""


@dataclass(frozen=True)
class Face:
    """A face in a picture.

    Attributes:
        box: x and y of the upper left corner, width and height, as parts of the picture from 0 to 1.
        score: How sure the finder is; higher is surer, 0 is its threshold.
        vector: `FACE_DIMENSION` numbers that say whose face it is.
    """

    box: tuple[float, float, float, float]
    score: float
    vector: NDArray[np.float32]

    def as_json(self) -> dict[str, Any]:
        """The face with the names of docs/runner-protocol.md."""
        return {
            "box": [round(part, 5) for part in self.box],
            "score": round(self.score, 4),
            "vector": base64.b64encode(np.asarray(self.vector, dtype="<f4").tobytes()).decode("ascii"),
        }


class FaceFinder(Protocol):
    """Finds faces in pictures. `find_faces` runs on one thread at a time."""

    engine: str
    """For example `fp32`."""
    speed: Speed | None

    @classmethod
    def load(cls, model_dir: Path, options: LoadOptions) -> FaceFinder:
        """Loads a model.

        Raises:
            ModelError: The folder is not a model that this class can load; the message says what to do.
        """
        ...

    def find_faces(self, picture: NDArray[np.uint8]) -> list[Face]:
        """The faces of a picture, the surest first.

        Args:
            picture: Height × width × 3, RGB; no side longer than 4,096 pixels.

        Raises:
            MemoryError: The device has too little memory.
        """
        ...
