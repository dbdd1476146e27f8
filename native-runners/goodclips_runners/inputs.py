"""Reads what items point to: slices of files, pictures, samples. Each failure belongs to its item alone."""

from __future__ import annotations

import base64
import binascii
import io
import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from goodclips_runners.encoder import ItemError
from goodclips_runners.requests import Clip, Inline, Item, Malformed, Slice, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from PIL.Image import Image

    from goodclips_runners.encoder import Encoder, Prepared, TextRole
    from goodclips_runners.encoders.base import Kind

MAX_IMAGE_BYTES = 64 * 2**20
MAX_IMAGE_PIXELS = 100_000_000
"""A frame of 8K video has 33 million; Pillow itself warns at 89 million."""

MAX_READ_SIDE = 4096
"""Pixels of a side of a picture in which text is read."""

MAX_AUDIO_BYTES = 512 * 2**20
"""93 minutes of 48 kHz s16le. As float32 that is 1 GB for a moment."""

Got = TypeVar("Got")


class InputError(Exception):
    """An item cannot be read.

    Attributes:
        error: What the host is told.
    """

    def __init__(self, code: str, message: str) -> None:
        """Makes the error from its code and message."""
        super().__init__(message)
        self.error = ItemError(code, message)


def read_slice(where: Slice, limit: int) -> bytes:
    """Bytes of a slice.

    Raises:
        InputError: `too_large`, or `unreadable` when the file cannot be read or ends too early.
    """
    if where.length > limit:
        raise InputError("too_large", f"{where.length} bytes are more than the {limit} that are taken.")
    name = Path(where.path).name
    try:
        # Without O_NONBLOCK, opening a named pipe would wait for its writer for ever.
        descriptor = os.open(where.path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            file.seek(where.offset)
            data = bytearray()
            while len(data) < where.length and (block := file.read(where.length - len(data))):
                data += block
    except (OSError, ValueError) as error:
        raise InputError("unreadable", f"{name} cannot be read: {error.__class__.__name__}: {error}") from error
    if len(data) < where.length:
        raise InputError("unreadable", f"{name} ends after {len(data)} of the {where.length} bytes at {where.offset}.")
    return bytes(data)


def _decode_base64(text: str, limit: int) -> bytes:
    if len(text) * 3 // 4 > limit:
        raise InputError("too_large", f"{len(text) * 3 // 4} bytes are more than the {limit} that are taken.")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InputError("unreadable", f"The bytes are not base64: {error}") from error


def decode_image(data: bytes, edge: int | None) -> Image:
    """Decodes a JPEG or PNG to upright RGB.

    Args:
        data: The file's bytes.
        edge: A JPEG may be decoded at a half, a quarter or an eighth of its size as long as both sides keep this many pixels.

    Raises:
        InputError: `unreadable`, `empty` or `too_large`.
    """
    from PIL import Image as PillowImage
    from PIL import UnidentifiedImageError

    from goodclips_runners.pictures import upright_rgb

    if not data:
        raise InputError("empty", "The picture has no bytes.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with PillowImage.open(io.BytesIO(data), formats=("JPEG", "PNG")) as image:
                if image.width * image.height > MAX_IMAGE_PIXELS:
                    raise InputError("too_large", f"{image.width} × {image.height} pixels are more than {MAX_IMAGE_PIXELS}.")
                if edge is not None:
                    # Works on JPEG alone: libjpeg then leaves out the high frequencies of each block.
                    image.draft("RGB", (edge, edge))
                image.load()
                return upright_rgb(image)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, PillowImage.DecompressionBombError) as error:
        raise InputError("unreadable", f"The picture cannot be decoded: {error}") from error


def _image(item: Item, edge: int | None) -> Image:
    source = item.source
    if isinstance(source, Slice):
        return decode_image(read_slice(source, MAX_IMAGE_BYTES), edge)
    if isinstance(source, Inline):
        return decode_image(_decode_base64(source.base64, MAX_IMAGE_BYTES), edge)
    raise _malformed(item)


def read_picture(item: Item) -> NDArray[np.uint8]:
    """A picture as height × width × 3, RGB.

    Raises:
        InputError: It cannot be read, or a side is longer than `MAX_READ_SIDE`.
    """
    image = _image(item, None)
    if max(image.size) > MAX_READ_SIDE:
        raise InputError("too_large", f"{image.width} × {image.height}: no side may be longer than {MAX_READ_SIDE} pixels.")
    return np.asarray(image, dtype=np.uint8)


def read_sound(item: Item) -> NDArray[np.float32]:
    """Samples of a sound from −1 to 1.

    Raises:
        InputError: It cannot be read, has no samples, or some that are no numbers.
    """
    source = item.source
    if isinstance(source, Slice):
        # Half a sample at the end belongs to no sample.
        data = read_slice(source, MAX_AUDIO_BYTES)
        # As ffmpeg's swresample converts s16 to float: full scale is 32768.
        samples = np.frombuffer(data, dtype="<i2", count=len(data) // 2).astype(np.float32)
        samples *= np.float32(1 / 32768)
    elif isinstance(source, Inline):
        data = _decode_base64(source.base64, MAX_AUDIO_BYTES)
        samples = np.frombuffer(data, dtype="<f4", count=len(data) // 4).astype(np.float32)
    else:
        raise _malformed(item)
    if samples.size == 0:
        raise InputError("empty", "The sound has no samples.")
    if not np.isfinite(samples).all():
        raise InputError("not_finite", "The sound has samples that are not finite numbers.")
    return samples


def _text(item: Item) -> tuple[str, TextRole]:
    source = item.source
    if not isinstance(source, Text):
        raise _malformed(item)
    if not source.text.strip():
        raise InputError("empty", "The text has no words.")
    # Half a surrogate pair, which JSON can carry, is no character.
    return source.text.encode("utf-8", "replace").decode("utf-8"), source.role


def _clip(item: Item, edge: int | None) -> list[Image]:
    source = item.source
    if not isinstance(source, Clip):
        raise _malformed(item)
    if not source.frames:
        raise InputError("empty", "The clip has no frames.")
    return [decode_image(read_slice(frame, MAX_IMAGE_BYTES), edge) for frame in source.frames]


def _malformed(item: Item) -> InputError:
    reason = item.source.reason if isinstance(item.source, Malformed) else "The item is of another kind than its request."
    return InputError("unreadable", reason)


def _each(items: Sequence[Item], read: Callable[[Item], Got], errors: dict[int, ItemError]) -> tuple[list[Got], list[int]]:
    got: list[Got] = []
    places: list[int] = []
    for index, item in enumerate(items):
        try:
            got.append(read(item))
            places.append(index)
        except InputError as error:
            errors[index] = error.error
    return got, places


class ReadItems:
    """Items that were read and made ready.

    Attributes:
        prepared: Those that could be read; None when there are none.
        places: Position among the items of each that `prepared` has.
        errors: Position of an item → why it has no vector.
    """

    def __init__(self, prepared: Prepared | None, places: list[int], errors: dict[int, ItemError]) -> None:
        """Adds the errors of preparation to those of reading."""
        self.prepared = prepared
        self.places = places
        self.errors = {**errors, **{places[index]: error for index, error in prepared.errors.items()}} if prepared else errors


def read_items(encoder: Encoder, kind: Kind, items: Sequence[Item]) -> ReadItems:
    """Reads, decodes and prepares items; runs on any thread."""
    errors: dict[int, ItemError] = {}
    edge = encoder.image_edge
    if kind == "images":
        images, places = _each(items, lambda item: _image(item, edge), errors)
        prepared = encoder.prepare_images(images) if images else None
    elif kind == "audio":
        sounds, places = _each(items, read_sound, errors)
        prepared = encoder.prepare_audio(sounds) if sounds else None
    elif kind == "texts":
        texts, places = _each(items, _text, errors)
        prepared = encoder.prepare_texts(texts) if texts else None
    else:
        clips, places = _each(items, lambda item: _clip(item, edge), errors)
        prepared = encoder.prepare_clips(clips) if clips else None
    return ReadItems(prepared, places, errors)
