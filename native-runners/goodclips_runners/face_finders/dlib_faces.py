"""Faces by dlib: gradients find them, five landmarks straighten them, a residual network tells people apart.

The detector is part of dlib itself (Dalal and Triggs 2005, as dlib trains it); the two files are Davis King's `dlib-models`
(CC0): `shape_predictor_5_face_landmarks.dat` and `dlib_face_recognition_resnet_model_v1.dat`. He gives 99.38 % on Labeled Faces
in the Wild with a distance of 0.6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from goodclips_runners.dlib_file import dlib_face_files
from goodclips_runners.encoder import ModelError
from goodclips_runners.face_finder import Face

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from goodclips_runners.encoder import LoadOptions, Speed

FOUND_SIDE = 960
"""Pixels of the longer side in which faces are looked for: the detector's window is 80 pixels, so a face of a twelfth is found."""

MOST_ENLARGED = 3.0
"""Small pictures are enlarged by no more than this: faces do not gain from it."""

LEAST_SIDE = 32
"""Pixels; smaller pictures have no face that could be told."""

LEAST_SCORE = 0.0
"""The detector's own threshold."""

MOST_FACES = 64
"""Of one picture, the surest; of a crowd nobody asks for more."""


class DlibFaceFinder:
    """dlib's frontal detector, landmarks and descriptors."""

    engine = "fp32"
    speed: Speed | None = None

    def __init__(self, detector: Any, landmarks: Any, descriptors: Any) -> None:
        """Takes dlib's three models."""
        self._detector = detector
        self._landmarks = landmarks
        self._descriptors = descriptors

    @classmethod
    def load(cls, model_dir: Path, options: LoadOptions) -> DlibFaceFinder:  # noqa: ARG003
        """Loads the two files of a folder, which are checked byte by byte: dlib trusts what it reads."""
        landmarks, descriptors = dlib_face_files(model_dir)
        import dlib

        # dlib's module is written in C++ and has no types.
        library: Any = dlib
        try:
            return cls(
                library.get_frontal_face_detector(),
                library.shape_predictor(str(landmarks)),
                library.face_recognition_model_v1(str(descriptors)),
            )
        except RuntimeError as error:
            remedy = "Install the model again, or choose another one."
            raise ModelError("model_invalid", f"dlib cannot load it: {str(error)[:300]}", remedy) from error

    def find_faces(self, picture: NDArray[np.uint8]) -> list[Face]:
        """The faces of a picture; see `FaceFinder.find_faces`."""
        if min(picture.shape[:2]) < LEAST_SIDE:
            return []
        image = _sized(picture)
        height, width = image.shape[:2]
        rectangles, scores, _ = self._detector.run(image, 0, LEAST_SCORE)
        found = sorted(zip(rectangles, scores, strict=True), key=lambda pair: -float(pair[1]))[:MOST_FACES]
        faces: list[Face] = []
        for rectangle, score in found:
            shape = self._landmarks(image, rectangle)
            vector = np.asarray(self._descriptors.compute_face_descriptor(image, shape), dtype=np.float32)
            faces.append(Face(_box(rectangle, width, height), float(score), vector))
        return faces


def _sized(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture in the size in which faces are looked for."""
    from PIL import Image

    height, width = picture.shape[:2]
    factor = min(FOUND_SIDE / max(height, width), MOST_ENLARGED)
    if abs(factor - 1) < 0.01:
        return np.ascontiguousarray(picture)
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return np.ascontiguousarray(Image.fromarray(picture).resize(size, Image.Resampling.BILINEAR))


def _box(rectangle: Any, width: int, height: int) -> tuple[float, float, float, float]:
    """Dlib's rectangle, which may reach over the edge, as parts of the picture."""
    left, right = (min(max(side / width, 0.0), 1.0) for side in (rectangle.left(), rectangle.right() + 1))
    top, bottom = (min(max(side / height, 0.0), 1.0) for side in (rectangle.top(), rectangle.bottom() + 1))
    return left, top, right - left, bottom - top
