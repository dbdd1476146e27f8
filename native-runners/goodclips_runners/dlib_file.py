"""Models in dlib's own format, known by their bytes.

The format has no header that could be checked, and dlib trusts what it reads. So only files are taken that are known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodclips_runners.encoder import ModelError
from goodclips_runners.install_files import sha256_of

if TYPE_CHECKING:
    from pathlib import Path

LANDMARKS = "shape_predictor_5_face_landmarks.dat"
DESCRIPTORS = "dlib_face_recognition_resnet_model_v1.dat"

KNOWN = {
    LANDMARKS: "c4b1e9804792707d3a405c2c16a80a20269e6675021f64a41d30fffafbc41888",
    DESCRIPTORS: "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
}
"""Name of each file → SHA-256 of the one that is known."""


def dlib_face_files(model_dir: Path) -> tuple[Path, Path]:
    """The files that find landmarks and that describe faces.

    Raises:
        ModelError: `model_missing`: one is not there; `model_invalid`: one is not the file that is known.
    """
    for name, wanted in KNOWN.items():
        path = model_dir / name
        if not path.is_file():
            raise ModelError(
                "model_missing",
                f"{name} is missing in the model's folder.",
                f"Choose a folder with {LANDMARKS} and {DESCRIPTORS}.",
            )
        if sha256_of(path) != wanted:
            raise ModelError(
                "model_invalid",
                f"{name} is not the file that Davis King published.",
                "Copy the file again; it may have been cut off.",
            )
    return model_dir / LANDMARKS, model_dir / DESCRIPTORS
