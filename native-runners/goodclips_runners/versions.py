"""Versions of the libraries that the numbers depend on, read without importing them."""

from __future__ import annotations

import importlib.metadata
import platform

LIBRARIES = (
    *("torch", "transformers", "open_clip_torch", "onnxruntime", "ctranslate2", "faster-whisper", "rapidocr", "dlib-bin"),
    *("numpy", "pillow", "tokenizers"),
)
"""Packages whose versions the numbers depend on."""


def library_versions() -> dict[str, str]:
    """Versions of what the numbers depend on."""
    versions = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return versions
