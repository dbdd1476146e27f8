"""A real PP-OCRv6 out of the Python package that carries it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

NAMES = ("PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx")


def packaged_pp_ocr() -> tuple[Path, Path] | None:
    """The two models in the installed package `rapidocr`; None where it has none."""
    found = importlib.util.find_spec("rapidocr")
    if found is None or found.origin is None:
        return None
    detection, recognition = (Path(found.origin).parent / "models" / name for name in NAMES)
    return (detection, recognition) if detection.is_file() and recognition.is_file() else None
