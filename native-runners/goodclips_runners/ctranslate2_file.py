"""Weights in CTranslate2's own format, looked at without loading them. The format holds numbers and names, never code."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from goodclips_runners.encoder import ModelError

if TYPE_CHECKING:
    from pathlib import Path

BINARY_VERSIONS = range(4, 8)
"""First number of a file; 6 is what CTranslate2 4 writes (`src/models/model.cc`, `current_binary_version`)."""


def check_weights(path: Path, specification: str) -> None:
    """Refuses a file that is not in CTranslate2's format, or holds another kind of model.

    A file begins with the version of the format, then the name of what it specifies: its length with a zero at the end, and its letters.

    Args:
        path: The file of weights.
        specification: What it has to hold, for example `WhisperSpec`.

    Raises:
        ModelError: `model_missing`, or `unsafe_model`, since a pickle may have the same name.
    """
    if not path.is_file():
        raise ModelError("model_missing", f"{path.name} is missing in the model's folder.", "Install the model again.")
    expected = specification.encode() + b"\0"
    with path.open("rb") as file:
        start = file.read(6 + len(expected))
    known = False
    if len(start) == 6 + len(expected):
        version, length = struct.unpack_from("<IH", start)
        known = version in BINARY_VERSIONS and length == len(expected) and start[6:] == expected
    if not known:
        raise ModelError(
            "unsafe_model",
            f"{path.name} is not a model of this kind in CTranslate2's format; other files of that name can run program code.",
            "Import a folder that CTranslate2's converter wrote: config.json, model.bin, tokenizer.json and a vocabulary.",
        )
