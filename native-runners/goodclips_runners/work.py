"""What a runner does with a request: reading and preparing on any thread, computing on one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, cast

import numpy as np

from goodclips_runners.encoder import SAMPLE_RATE
from goodclips_runners.inputs import InputError, ReadItems, read_items, read_picture, read_sound
from goodclips_runners.outcomes import failed_item, outcomes
from goodclips_runners.requests import Embed, FindFaces, ReadText, Transcribe
from goodclips_runners.text_reader import UnreadScript
from goodclips_runners.transcriber import SPEECH_RATE, Stopped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from goodclips_runners.encoder import Encoder
    from goodclips_runners.face_finder import FaceFinder
    from goodclips_runners.requests import Item, Work
    from goodclips_runners.text_reader import TextReader
    from goodclips_runners.transcriber import Transcriber


@dataclass(frozen=True)
class During:
    """What passes between a request and its host while it is computed.

    Attributes:
        stopped: Whether the host cancelled the request.
        heard: Told up to which second of a sound words are known.
    """

    stopped: Callable[[], bool]
    heard: Callable[[float], None]


class ModelWork(Protocol):
    """The work of a loaded model."""

    @property
    def max_batch(self) -> int:
        """Items of a request that are computed together."""
        ...

    def prepare(self, request: Work, items: Sequence[Item]) -> Any:
        """Reads items of a request; runs on any thread. Its answer goes to `answer`."""
        ...

    def answer(self, request: Work, items: Sequence[Item], prepared: Any, during: During) -> list[dict[str, Any]]:
        """Computes; the outcomes of the items in their order.

        Args:
            request: That the items are of.
            items: Those to answer.
            prepared: What `prepare` gave for them.
            during: What is asked and told meanwhile.
        """
        ...


def _of_another_kind(items: Sequence[Item]) -> list[dict[str, Any]]:
    return [failed_item(item.key, "unsupported", "This model does something else.") for item in items]


class EmbeddingWork:
    """Vectors of an encoder."""

    def __init__(self, encoder: Encoder) -> None:
        """Takes a loaded encoder."""
        self._encoder = encoder

    @property
    def max_batch(self) -> int:
        """Items that are computed together."""
        return self._encoder.max_batch

    def prepare(self, request: Work, items: Sequence[Item]) -> ReadItems | None:
        """Reads, decodes and prepares items."""
        return read_items(self._encoder, request.kind, items) if isinstance(request, Embed) else None

    def answer(self, request: Work, items: Sequence[Item], prepared: Any, during: During) -> list[dict[str, Any]]:  # noqa: ARG002
        """Vectors of the items, or why they have none."""
        read = cast("ReadItems | None", prepared)
        if read is None:
            return _of_another_kind(items)
        vectors = self._encoder.forward(read.prepared) if read.prepared is not None else None
        return outcomes(items, read, vectors)


class TranscribingWork:
    """Words of a transcriber."""

    max_batch = 1

    def __init__(self, transcriber: Transcriber) -> None:
        """Takes a loaded transcriber."""
        self._transcriber = transcriber

    def prepare(self, request: Work, items: Sequence[Item]) -> NDArray[np.float32] | InputError | None:
        """Reads a sound and brings it to the rate that transcribers take."""
        if not isinstance(request, Transcribe):
            return None
        try:
            return at_speech_rate(read_sound(items[0]), request.sample_rate)
        except InputError as error:
            return error

    def answer(self, request: Work, items: Sequence[Item], prepared: Any, during: During) -> list[dict[str, Any]]:
        """What is said, or why that cannot be told."""
        if not isinstance(request, Transcribe):
            return _of_another_kind(items)
        key = request.sound.key
        if isinstance(prepared, InputError):
            return [failed_item(key, prepared.error.code, prepared.error.message)]
        try:
            transcript = self._transcriber.transcribe(prepared, request.options, during.stopped, during.heard)
        except ValueError as error:
            return [failed_item(key, "unsupported", str(error)[:500])]
        return [{"key": key, "transcript": transcript.as_json()}]


class PictureWork:
    """What a model finds in pictures: lines of text, or faces; one picture after the other."""

    max_batch = 1

    def __init__(self, wanted: type[ReadText | FindFaces], find: Callable[[NDArray[np.uint8], Item], dict[str, Any]]) -> None:
        """Takes the kind of request that is answered, and what gives the answer's fields for a picture and its item."""
        self._wanted = wanted
        self._find = find

    def prepare(self, request: Work, items: Sequence[Item]) -> NDArray[np.uint8] | InputError | None:
        """Reads a picture."""
        if not isinstance(request, self._wanted):
            return None
        try:
            return read_picture(items[0])
        except InputError as error:
            return error

    def answer(self, request: Work, items: Sequence[Item], prepared: Any, during: During) -> list[dict[str, Any]]:
        """What is in a picture, or why that cannot be told."""
        if not isinstance(request, self._wanted):
            return _of_another_kind(items)
        if during.stopped():
            raise Stopped
        key = items[0].key
        if isinstance(prepared, InputError):
            return [failed_item(key, prepared.error.code, prepared.error.message)]
        try:
            return [{"key": key, **self._find(prepared, items[0])}]
        except UnreadScript as error:
            return [failed_item(key, "script_unread", str(error))]


def reading_work(reader: TextReader) -> PictureWork:
    """The work of a model that reads text in pictures."""
    return PictureWork(
        ReadText,
        lambda picture, item: {"lines": [line.as_json() for line in reader.read_lines(picture, item.script)]},
    )


def face_work(finder: FaceFinder) -> PictureWork:
    """The work of a model that finds faces in pictures."""
    return PictureWork(FindFaces, lambda picture, _item: {"faces": [face.as_json() for face in finder.find_faces(picture)]})


def at_speech_rate(samples: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """Sound at 16 kHz; at 48 kHz it goes through a filter that leaves nothing above half of that."""
    if rate == SPEECH_RATE:
        return samples
    if rate != SAMPLE_RATE:
        raise ValueError(f"{rate} Hz is no rate of the protocol")
    from scipy.signal import resample_poly

    return np.asarray(resample_poly(samples, 1, SAMPLE_RATE // SPEECH_RATE), dtype=np.float32)
