"""The one interface that all encoders share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

Preprocessing = Literal["default", "reference"]
EngineName = Literal["auto", "fp32", "bf16", "fp16", "int8"]
TextRole = Literal["query", "passage"]
SpeedUnit = Literal["images", "audioSeconds", "captions", "scenes"]

SAMPLE_RATE = 48_000
"""Hertz of all audio that an encoder gets, mono."""


@dataclass(frozen=True)
class LoadOptions:
    """How a model is to be loaded.

    Attributes:
        model: Id that results are keyed by.
        revision: Revision of the installed files.
        device: `cpu`, `cuda` or `mps`; already resolved, never `auto`.
        engine: Numerical engine; `auto` lets the encoder measure and choose.
        preprocessing: `reference` does what the model's authors do; `default` is what the app indexes with.
        prompts: Text put around a query or passage; `{}` stands for the text.
        state_dir: Folder where measured choices are remembered; None remembers nothing.
        threads: Threads for reading and preprocessing.
        consent_to_run_code: Whether program code of the model's folder may run.
    """

    model: str
    revision: str
    device: Literal["cpu", "cuda", "mps"]
    engine: EngineName = "auto"
    preprocessing: Preprocessing = "default"
    prompts: tuple[str, str] = ("{}", "{}")
    state_dir: Path | None = None
    threads: int = 2
    consent_to_run_code: bool = False


@dataclass(frozen=True)
class ItemError:
    """Why one item has no vector.

    Attributes:
        code: Stable code of docs/runner-protocol.md.
        message: A sentence for a person.
    """

    code: str
    message: str


@dataclass(frozen=True)
class Speed:
    """How fast the bare forward pass was when the engine was chosen.

    Attributes:
        per_second: Units a second.
        unit: What is counted.
    """

    per_second: float
    unit: SpeedUnit


@runtime_checkable
class Prepared(Protocol):
    """Items made ready for the forward pass on the processor: tensors, and the errors of items that could not be read."""

    @property
    def errors(self) -> dict[int, ItemError]:
        """Position in the request → why it failed."""
        ...

    def __len__(self) -> int:
        """How many items the request had."""
        ...


class Encoder(Protocol):
    """Turns items of one or two kinds into vectors of one space.

    `prepare_*` (reading, decoding, resizing, tokenising) may run on any thread while `forward` runs on another; `forward` runs on one
    thread at a time. Vectors are float32 of unit length, and do not depend on batch size or order (cosine ≥ 0.99999).
    """

    dim: int
    max_batch: int
    preprocessing_version: int
    """Belongs to the key of a space: raise it when `default` preprocessing changes. 0 is `reference`."""
    engine: str
    """The engine in use, for example `fp32`."""
    speed: Speed | None
    """Measured on this machine when the engine was chosen; None when it was not measured."""
    image_edge: int | None
    """Pictures may be decoded at a fraction of their size as long as both sides keep this many pixels; None: decode them whole."""

    @classmethod
    def load(cls, model_dir: Path, options: LoadOptions) -> Encoder:
        """Loads a model.

        Raises:
            ModelError: The folder is not a model that this encoder can load; the message says what to do.
        """
        ...

    def prepare_images(self, images: Sequence[Image | ItemError]) -> Prepared:
        """Makes RGB pictures ready: sizes, crops, numbers."""
        ...

    def prepare_audio(self, sounds: Sequence[NDArray[np.float32] | ItemError]) -> Prepared:
        """Makes sounds ready: 48 kHz mono, at least one sample, of any length."""
        ...

    def prepare_texts(self, texts: Sequence[tuple[str, TextRole]]) -> Prepared:
        """Makes texts ready: prompts and tokens."""
        ...

    def prepare_clips(self, clips: Sequence[Sequence[Image] | ItemError]) -> Prepared:
        """Makes the frames of scenes ready: one to eight RGB pictures each, in time order."""
        ...

    def forward(self, prepared: Prepared) -> NDArray[np.float32]:
        """Vectors [n, dim] of the n items of `prepared`; rows of items with errors are zero and must not be used.

        Raises:
            MemoryError: The batch does not fit on the device.
        """
        ...


class ModelError(Exception):
    """A model cannot be loaded.

    Attributes:
        code: A fatal code of docs/runner-protocol.md.
        remedy: What the person can do.
    """

    def __init__(self, code: str, message: str, remedy: str) -> None:
        """Makes the error from its code, message and remedy."""
        super().__init__(message)
        self.code = code
        self.remedy = remedy
