"""What a `result` says of items."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import numpy as np

from goodclips_runners.encoder import ItemError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from goodclips_runners.inputs import ReadItems
    from goodclips_runners.requests import Item

MIN_LENGTH = 1e-6
"""A vector shorter than this has no direction. Encoders give unit vectors, or zeros where rows cancelled out."""


def failed_item(key: str, code: str, message: str) -> dict[str, Any]:
    """An item that has no result, and why."""
    return {"key": key, "error": {"code": code, "message": message}}


def outcomes(items: Sequence[Item], read: ReadItems, vectors: NDArray[np.float32] | None) -> list[dict[str, Any]]:
    """What a `result` says of items: their vectors in base64, or why they have none."""
    errors = dict(read.errors)
    rows: dict[int, NDArray[np.float32]] = {}
    if vectors is not None:
        for row, place in enumerate(read.places):
            vector = vectors[row]
            if place in errors:
                continue
            length = float(np.linalg.norm(vector.astype(np.float64)))
            if not np.isfinite(length) or length < MIN_LENGTH:
                errors[place] = ItemError("not_finite", "The model gave no usable vector for this item.")
            else:
                rows[place] = (vector / np.float32(length)).astype("<f4")
    return [
        failed_item(item.key, errors[index].code, errors[index].message)
        if index in errors
        else {"key": item.key, "vector": base64.b64encode(rows[index].tobytes()).decode("ascii")}
        for index, item in enumerate(items)
    ]
