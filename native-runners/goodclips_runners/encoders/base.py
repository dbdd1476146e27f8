"""What the encoders have in common: offline loading, prepared rows, and making one vector of the rows of an item."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from goodclips_runners.encoder import ItemError, ModelError, Speed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import torch
    from numpy.typing import NDArray
    from PIL.Image import Image

    from goodclips_runners.encoder import Prepared, TextRole

Kind = Literal["images", "audio", "texts", "clips"]

OFFLINE_ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    # transformers would ask a service to convert `.bin` weights (safetensors_conversion.py); we never load them.
    "DISABLE_SAFETENSORS_CONVERSION": "1",
    "TOKENIZERS_PARALLELISM": "false",
    # Bars of progress in a log are noise.
    "TQDM_DISABLE": "1",
}
"""Set before transformers is imported: whatever a model needs lies in its folder."""


def go_offline() -> None:
    """Forbids the libraries every network access; call before they are imported."""
    os.environ.update(OFFLINE_ENVIRONMENT)


LOCAL_ONLY: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
"""Arguments of `from_pretrained` for tokenizers and processors."""

LOCAL_WEIGHTS: dict[str, Any] = {**LOCAL_ONLY, "use_safetensors": True}
"""Arguments of `from_pretrained` for models."""


@dataclass(frozen=True)
class PreparedRows:
    """Rows for the forward pass. An item may own several (windows of a sound, frames of a scene); their vectors are averaged.

    Attributes:
        kind: What the items are.
        count: Items of the request.
        owners: Position of the item that owns each row.
        tensors: Tensors whose first axis are the rows.
        errors: Position of an item → why it could not be prepared.
    """

    kind: Kind
    count: int
    owners: Sequence[int]
    tensors: tuple[torch.Tensor, ...]
    errors: dict[int, ItemError] = field(default_factory=dict[int, ItemError])

    def __len__(self) -> int:
        return self.count


@dataclass(frozen=True)
class PreparedTokens:
    """Texts as token ids, one row an item; they are padded when the forward pass has grouped them by length.

    Attributes:
        count: Items of the request.
        owners: Position of the item of each row.
        tokens: Token ids of each row, special tokens included.
        errors: Position of an item → why it could not be prepared.
    """

    count: int
    owners: Sequence[int]
    tokens: Sequence[Sequence[int]]
    errors: dict[int, ItemError] = field(default_factory=dict[int, ItemError])
    kind: Kind = "texts"

    def __len__(self) -> int:
        return self.count


def pool_rows(rows: NDArray[np.float32], owners: Sequence[int], count: int) -> NDArray[np.float32]:
    """Makes one unit vector an item: each row is normalised, the rows of an item are averaged, the mean is normalised.

    Items without rows, and those whose rows cancel out, get zeros.

    Args:
        rows: Vectors [rows, dim] as the model gave them.
        owners: Item of each row.
        count: How many items there are.

    Returns:
        Vectors [count, dim].
    """
    sums = np.zeros((count, rows.shape[1]), dtype=np.float64)
    np.add.at(sums, np.asarray(owners, dtype=np.intp), unit(rows.astype(np.float64)))
    return unit(sums).astype(np.float32)


def unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Divides each row by its length; a row of zeros stays zero, one that is not finite stays not finite."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths > 0, lengths, 1)


def unsupported(kind: Kind, count: int, what: str) -> PreparedRows:
    """Items of a kind that the encoder does not have."""
    error = ItemError("unsupported", f"{what} has no vectors of {kind}.")
    return PreparedRows(kind, count, (), (), dict.fromkeys(range(count), error))


class BaseEncoder(ABC):
    """Refuses the kinds that a subclass does not override, and turns its rows into vectors.

    A subclass sets the attributes in its `load`, overrides `prepare_*` for its kinds and gives `forward_rows`.
    """

    dim: int
    max_batch: int
    preprocessing_version: int = 0
    engine: str = "fp32"
    speed: Speed | None = None
    image_edge: int | None = None

    def prepare_images(self, images: Sequence[Image | ItemError]) -> Prepared:
        """Pictures; see `Encoder`."""
        return unsupported("images", len(images), type(self).__name__)

    def prepare_audio(self, sounds: Sequence[NDArray[np.float32] | ItemError]) -> Prepared:
        """Sounds; see `Encoder`."""
        return unsupported("audio", len(sounds), type(self).__name__)

    def prepare_texts(self, texts: Sequence[tuple[str, TextRole]]) -> Prepared:
        """Texts; see `Encoder`."""
        return unsupported("texts", len(texts), type(self).__name__)

    def prepare_clips(self, clips: Sequence[Sequence[Image] | ItemError]) -> Prepared:
        """Frames of scenes; see `Encoder`."""
        return unsupported("clips", len(clips), type(self).__name__)

    @abstractmethod
    def forward_rows(self, prepared: PreparedRows | PreparedTokens) -> NDArray[np.float32]:
        """Vectors [rows, dim] of the rows of `prepared`, in their order, of any length.

        Raises:
            MemoryError: The rows do not fit on the device.
        """

    def forward(self, prepared: Prepared) -> NDArray[np.float32]:
        """Vectors of the items; see `Encoder`."""
        if not isinstance(prepared, PreparedRows | PreparedTokens):
            raise TypeError(f"{type(prepared).__name__} was not prepared by this encoder")
        if not prepared.owners:
            return np.zeros((prepared.count, self.dim), dtype=np.float32)
        return pool_rows(self.forward_rows(prepared), prepared.owners, prepared.count)


def apply_prompt(template: str, text: str) -> str:
    """Puts a text into a template at `{}`; braces of the text itself mean nothing."""
    before, placeholder, after = template.partition("{}")
    return f"{before}{text}{after}" if placeholder else f"{template}{text}"


def invalid_model(model_dir: Path, reason: str) -> ModelError:
    """A folder that is no model of the encoder, with the usual remedy."""
    return ModelError("model_invalid", f"{model_dir.name}: {reason}", "Install the model again, or choose another one.")
