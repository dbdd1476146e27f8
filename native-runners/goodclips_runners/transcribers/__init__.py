"""The classes that transcribe, by name; a module is imported only when it is asked for, since each brings heavy libraries."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goodclips_runners.transcriber import Transcriber

TRANSCRIBERS: dict[str, tuple[str, str]] = {
    "whisper-ct2": ("whisper_ct2", "WhisperTranscriber"),
    "whisper": ("whisper", "WhisperTransformersTranscriber"),
    "moonshine": ("moonshine", "MoonshineTranscriber"),
    "parakeet": ("parakeet", "ParakeetTranscriber"),
}
"""Name in `resources/architectures.json` → module of this package and its class."""


def transcriber_class(name: str) -> type[Transcriber]:
    """Imports a class of `TRANSCRIBERS`."""
    module_name, class_name = TRANSCRIBERS[name]
    transcriber: type[Transcriber] = getattr(importlib.import_module(f"{__name__}.{module_name}"), class_name)
    return transcriber
