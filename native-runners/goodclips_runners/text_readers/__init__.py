"""The classes that read text in pictures, by name; a module is imported only when it is asked for."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goodclips_runners.text_reader import TextReader

TEXT_READERS: dict[str, tuple[str, str]] = {
    "pp-ocr-onnx": ("pp_ocr_onnx", "PaddleTextReader"),
}
"""Name in `resources/architectures.json` → module of this package and its class."""


def text_reader_class(name: str) -> type[TextReader]:
    """Imports a class of `TEXT_READERS`."""
    module_name, class_name = TEXT_READERS[name]
    reader: type[TextReader] = getattr(importlib.import_module(f"{__name__}.{module_name}"), class_name)
    return reader
