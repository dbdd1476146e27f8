"""What `--probe` prints: the device, its memory, the versions, and with a model what it makes and its speed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from goodclips_runners.device import device_memory_bytes, device_name, memory_in_use_bytes
from goodclips_runners.encoder import ModelError
from goodclips_runners.transcriber import SPEECH_RATE, SpeechOptions
from goodclips_runners.versions import library_versions

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from typing_extensions import TypeIs

    from goodclips_runners.device import Device
    from goodclips_runners.encoder import Encoder, Prepared
    from goodclips_runners.face_finder import FaceFinder
    from goodclips_runners.models import AnyModel
    from goodclips_runners.text_reader import TextReader
    from goodclips_runners.transcriber import Transcriber

PROTOCOL = 1
"""Version of docs/runner-protocol.md."""


def describe_device(device: Device) -> dict[str, Any]:
    """Device, memory and versions."""
    return {
        "protocol": PROTOCOL,
        "device": device,
        "deviceName": device_name(device),
        "deviceMemoryBytes": device_memory_bytes(device),
        "memoryBytes": memory_in_use_bytes(device),
        "versions": library_versions(),
    }


def is_text_reader(model: AnyModel) -> TypeIs[TextReader]:
    """Whether a model reads text in pictures."""
    return hasattr(model, "read_lines")


def is_face_finder(model: AnyModel) -> TypeIs[FaceFinder]:
    """Whether a model finds faces in pictures."""
    return hasattr(model, "find_faces")


def is_transcriber(model: AnyModel) -> TypeIs[Transcriber]:
    """Whether a model turns speech into words."""
    return hasattr(model, "transcribe")


def _vectors_of(loaded: AnyModel) -> tuple[int | None, int, int]:
    """Dimension, items that are computed together, and version of the preprocessing."""
    if is_transcriber(loaded) or is_text_reader(loaded) or is_face_finder(loaded):
        return None, 1, 0
    return loaded.dim, loaded.max_batch, loaded.preprocessing_version


def describe_model(loaded: AnyModel, model: str, revision: str, device: Device) -> dict[str, Any]:
    """The fields that `ready` and a probe with a model share; without vectors there is no dimension."""
    speed = loaded.speed
    dim, max_batch, preprocessing_version = _vectors_of(loaded)
    return {
        "protocol": PROTOCOL,
        "model": model,
        "revision": revision,
        "dim": dim,
        "device": device,
        "deviceName": device_name(device),
        "engine": loaded.engine,
        "maxBatch": max_batch,
        "preprocessingVersion": preprocessing_version,
        "memoryBytes": memory_in_use_bytes(device),
        "speed": None if speed is None or speed.per_second <= 0 else {"perSecond": speed.per_second, "unit": speed.unit},
    }


def _sample(encoder: Encoder) -> Prepared:
    """One item of the first kind that the encoder has."""
    from PIL import Image

    picture = Image.effect_noise((320, 180), 60).convert("RGB")
    sound = (np.sin(np.arange(48_000) * (2 * np.pi * 440 / 48_000)) * 0.3).astype(np.float32)
    for prepare in (
        lambda: encoder.prepare_images([picture]),
        lambda: encoder.prepare_audio([sound]),
        lambda: encoder.prepare_clips([[picture] * 2]),
        lambda: encoder.prepare_texts([("a red circle", "query")]),
    ):
        prepared = prepare()
        if not prepared.errors:
            return prepared
    raise ModelError("model_invalid", "The model has vectors of nothing.", "Choose another model.")


def _words_picture() -> NDArray[np.uint8]:
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (320, 180), "white")
    ImageDraw.Draw(picture).text((20, 60), "GoodCLIPS 1234", fill="black", font_size=36)
    return np.asarray(picture, dtype=np.uint8)


def try_out(model: AnyModel) -> None:
    """Lets a model do its work once.

    Raises:
        ModelError: What it gives is not what the protocol promises.
    """
    if is_transcriber(model):
        second = np.sin(np.arange(SPEECH_RATE) * (2 * np.pi * 440 / SPEECH_RATE)).astype(np.float32) * np.float32(0.3)
        model.transcribe(second, SpeechOptions(), lambda: False, lambda _: None)
    elif is_text_reader(model):
        model.read_lines(_words_picture())
    elif is_face_finder(model):
        model.find_faces(_words_picture())
    else:
        smoke_embed(model)


def smoke_embed(encoder: Encoder) -> None:
    """Embeds one item.

    Raises:
        ModelError: The vector is not what the protocol promises.
    """
    vector = encoder.forward(_sample(encoder))[0]
    length = float(np.linalg.norm(vector))
    if vector.shape != (encoder.dim,) or not np.isfinite(length) or abs(length - 1) > 1e-3:
        raise ModelError(
            "model_invalid",
            f"The model gave a vector of {vector.shape} numbers and length {length}.",
            "Install the model again, or choose another one.",
        )
