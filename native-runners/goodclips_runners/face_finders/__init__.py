"""The classes that find faces in pictures, by name; a module is imported only when it is asked for."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goodclips_runners.face_finder import FaceFinder

FACE_FINDERS: dict[str, tuple[str, str]] = {
    "dlib-faces": ("dlib_faces", "DlibFaceFinder"),
}
"""Name in `resources/architectures.json` → module of this package and its class."""


def face_finder_class(name: str) -> type[FaceFinder]:
    """Imports a class of `FACE_FINDERS`."""
    module_name, class_name = FACE_FINDERS[name]
    finder: type[FaceFinder] = getattr(importlib.import_module(f"{__name__}.{module_name}"), class_name)
    return finder
