"""What the suite of all encoders needs to know of one of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from goodclips_runners.encoder import Encoder, ItemError, LoadOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from goodclips_runners.encoders.base import Kind

DAMAGES = ("no configuration", "configuration cut off", "no weights", "weights cut off", "tensor missing")
"""What `damage` does to a model's folder; an encoder refuses all of them."""


@dataclass(frozen=True)
class EncoderRow:
    """A model of an encoder, and the reference implementation that its vectors must equal.

    Attributes:
        name: Names the row in the suite.
        encoder: Key of `encoders.ENCODERS`.
        dim: Length of its vectors.
        save: Saves the model with random weights into an existing, empty folder.
        items: By the kinds that it embeds, what it is tried with: for texts, pairs of text and role.
        expected: Vectors by the reference implementation of the items of a kind.
        bad: By kind, items that have no vector, with the code that says why.
        options: Changes to the options of loading.
        parity: Further changes where the reference does otherwise than the app.
        weights: Name of the file of its weights.
        needed: Further files that it cannot do without.
        damages: Of `DAMAGES`, those that make sense for it.
    """

    name: str
    encoder: str
    dim: int
    save: Callable[[Path], None]
    items: Mapping[Kind, Callable[[], Sequence[Any]]]
    expected: Callable[[Path, Kind, Sequence[Any]], NDArray[np.float32]]
    bad: Mapping[Kind, Sequence[tuple[Any, str]]] = field(default_factory=dict["Kind", Any])
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])
    parity: Mapping[str, Any] = field(default_factory=dict[str, Any])
    weights: str = "model.safetensors"
    needed: tuple[str, ...] = ()
    damages: tuple[str, ...] = DAMAGES

    def load_options(self, *, parity: bool = False) -> LoadOptions:
        """Options for fp32 on the processor, as the app or as the reference does it."""
        return load_options(**self.options, **(self.parity if parity else {}))


def load_options(**changes: Any) -> LoadOptions:
    """Options for fp32 on the processor."""
    return replace(LoadOptions("test", "1", "cpu", "fp32"), **changes)


GONE = ItemError("unreadable", "gone")
BAD_IMAGES = ((GONE, "unreadable"),)
BAD_SOUNDS = ((GONE, "unreadable"), (np.zeros(0, np.float32), "empty"), (np.array([0.1, np.nan], np.float32), "not_finite"))
BAD_CLIPS = ((GONE, "unreadable"), ([], "empty"))
BAD_TEXTS = (((" \n", "query"), "empty"),)


def prepare(encoder: Encoder, kind: Kind, items: Sequence[Any]) -> Any:
    """Items of a kind made ready."""
    return getattr(encoder, f"prepare_{kind}")(items)


def embed(encoder: Encoder, kind: Kind, items: Sequence[Any]) -> NDArray[np.float32]:
    """Vectors of items of a kind, none of which may fail."""
    prepared = prepare(encoder, kind, items)
    assert dict(prepared.errors) == {}
    return checked(encoder.forward(prepared), len(items), encoder.dim)


def checked(vectors: NDArray[np.float32], count: int, dim: int) -> NDArray[np.float32]:
    """The vectors, when they have the shape, type and length that an encoder promises."""
    assert vectors.shape == (count, dim)
    assert vectors.dtype == np.float32
    assert np.abs(np.linalg.norm(vectors, axis=1) - 1).max() < 1e-5
    return vectors


def cosines(first: NDArray[np.float32], second: NDArray[np.float32]) -> NDArray[np.float64]:
    """Cosine of each row to the same row."""
    left, right = first.astype(np.float64), second.astype(np.float64)
    return (left * right).sum(1) / np.linalg.norm(left, axis=1) / np.linalg.norm(right, axis=1)


def assert_told_apart(vectors: NDArray[np.float32], most: float = 0.97) -> None:
    """The vectors of different inputs differ clearly; else their equality with a reference would prove nothing."""
    rows = vectors.astype(np.float64)
    rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    pairs = (rows @ rows.T)[np.triu_indices(len(rows), 1)]
    assert pairs.mean() < most, f"mean cosine of different inputs: {pairs.mean():.4f}"


def assert_independent_of_batch(
    embed: Callable[[list[Any]], NDArray[np.float32]], inputs: list[Any], together: NDArray[np.float32], alone: int = 5
) -> None:
    """Neither the order of a batch nor its size changes a vector."""
    backwards = embed(inputs[::-1])[::-1]
    assert cosines(together, backwards).min() >= 0.99999
    step = max(1, len(inputs) // alone)
    for position in range(0, len(inputs), step):
        assert cosines(together[position : position + 1], embed([inputs[position]])).min() >= 0.99999


def damage(folder: Path, weights: str, how: str) -> None:
    """Damages a model's folder in one of the ways of `DAMAGES`."""
    from safetensors.torch import load_file, save_file

    config = folder / ("open_clip_config.json" if (folder / "open_clip_config.json").is_file() else "config.json")
    file = folder / weights
    if how == "no configuration":
        config.unlink()
    elif how == "configuration cut off":
        config.write_bytes(config.read_bytes()[:20])
    elif how == "no weights":
        file.unlink()
    elif how == "weights cut off":
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    else:
        tensors = load_file(file)
        # The last matrix of a layer: in every architecture, something that is needed.
        name = max(name for name, tensor in tensors.items() if tensor.ndim == 2 and "pooler" not in name)
        del tensors[name]
        save_file(tensors, file, metadata={"format": "pt"})
