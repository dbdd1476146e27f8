"""What the host may ask, parsed from lines that are not trusted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from goodclips_runners.transcriber import SpeechOptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodclips_runners.encoder import TextRole
    from goodclips_runners.encoders.base import Kind

MAX_ITEMS = 4096
"""In one request. Its answer then stays below the limit of a line, even with 2,048 numbers a vector."""

MAX_FRAMES = 8
"""Of a clip (docs/runner-protocol.md)."""

KINDS: tuple[Kind, ...] = ("images", "audio", "texts", "clips")


@dataclass(frozen=True)
class Slice:
    """A byte range of a file."""

    path: str
    offset: int
    length: int


@dataclass(frozen=True)
class Inline:
    """Bytes of the line itself, in base64: a picture, or float32 samples."""

    base64: str


@dataclass(frozen=True)
class Text:
    """Words with their role."""

    text: str
    role: TextRole


@dataclass(frozen=True)
class Clip:
    """Frames of a scene in time order."""

    frames: tuple[Slice, ...]


@dataclass(frozen=True)
class Malformed:
    """An item that has its key but not the rest; it fails alone."""

    reason: str


Source = Slice | Inline | Text | Clip | Malformed


@dataclass(frozen=True)
class Item:
    """One thing to work on.

    Attributes:
        key: Names it in the answer.
        source: Where its bytes are.
        script: Of a picture whose text is wanted: the script that it is written in (ISO 15924), where that is known.
    """

    key: str
    source: Source
    script: str | None = None


@dataclass(frozen=True)
class Embed:
    """Vectors of items of one kind are wanted."""

    id: str
    kind: Kind
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Transcribe:
    """What is said in a sound is wanted.

    Attributes:
        id: Of the request.
        sound: Where its samples lie: 16-bit, mono.
        sample_rate: Hertz of the samples.
        options: What is asked.
    """

    id: str
    sound: Item
    sample_rate: int
    options: SpeechOptions

    @property
    def items(self) -> Sequence[Item]:
        """The one sound."""
        return (self.sound,)


@dataclass(frozen=True)
class ReadText:
    """The text in pictures is wanted."""

    id: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class FindFaces:
    """The faces in pictures are wanted."""

    id: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Control:
    """A request without items."""

    type: Literal["ping", "cancel"]
    id: str


@dataclass(frozen=True)
class Shutdown:
    """Finish and end."""


@dataclass(frozen=True)
class BadRequest:
    """A line that is no request.

    Attributes:
        id: Of the request when it has one, else empty.
        message: What is wrong, for the log of the host.
    """

    id: str
    message: str


Work = Embed | Transcribe | ReadText | FindFaces
Request = Work | Control | Shutdown | BadRequest


def parse_request(line: bytes) -> Request:
    """Reads one line of the host."""
    try:
        value: object = json.loads(line)
    except (ValueError, RecursionError) as error:
        return BadRequest("", f"The line is not JSON: {str(error)[:200]}")
    if not isinstance(value, dict):
        return BadRequest("", "The line is not a JSON object.")
    message = cast("dict[str, Any]", value)
    kind, identifier = message.get("type"), message.get("id")
    if kind == "shutdown":
        return Shutdown()
    if not isinstance(identifier, str):
        return BadRequest("", "The request has no id, which is a string.")
    if kind in ("ping", "cancel"):
        return Control(kind, identifier)
    if kind == "embed":
        return _embed(identifier, message)
    if kind in ("read_text", "find_faces"):
        read = _embed(identifier, {"kind": "images", "items": message.get("items")})
        wanted = ReadText if kind == "read_text" else FindFaces
        return wanted(read.id, read.items) if isinstance(read, Embed) else read
    if kind == "transcribe":
        return _transcribe(identifier, message)
    return BadRequest(identifier, f"There is no request of type {str(kind)[:50]!r}.")


def _embed(identifier: str, message: dict[str, Any]) -> Embed | BadRequest:
    kind, items = message.get("kind"), message.get("items")
    if kind not in KINDS:
        return BadRequest(identifier, f"There are no items of kind {str(kind)[:50]!r}; known are {', '.join(KINDS)}.")
    if not isinstance(items, list):
        return BadRequest(identifier, "The request has no list of items.")
    parsed: list[Item] = []
    for one in cast("list[object]", items):
        if not isinstance(one, dict) or not isinstance(cast("dict[str, Any]", one).get("key"), str):
            return BadRequest(identifier, "An item has no key, which is a string.")
        fields = cast("dict[str, Any]", one)
        script = fields.get("script")
        parsed.append(Item(fields["key"], _source(kind, fields), script if isinstance(script, str) else None))
    if len(parsed) > MAX_ITEMS:
        return BadRequest(identifier, f"The request has {len(parsed)} items; at most {MAX_ITEMS} are taken.")
    return Embed(identifier, kind, tuple(parsed))


SAMPLE_RATES = (16_000, 48_000)
"""Hertz of the sounds that are transcribed."""

MAX_HINT = 2000
"""Letters of hot words and of the text before; a model takes some two hundred words of both."""


def _transcribe(identifier: str, message: dict[str, Any]) -> Transcribe | BadRequest:
    key = message.get("key")
    if not isinstance(key, str):
        return BadRequest(identifier, "The sound has no key, which is a string.")
    rate, task = message.get("sampleRate", SAMPLE_RATES[-1]), message.get("task", "transcribe")
    if rate not in SAMPLE_RATES:
        return BadRequest(identifier, f"Sounds have one of the sample rates {SAMPLE_RATES}.")
    if task not in ("transcribe", "translate"):
        return BadRequest(identifier, "The task is `transcribe` or `translate`.")
    texts: dict[str, str | None] = {}
    for name in ("language", "likelyLanguage", "hotWords", "previousText"):
        value = message.get(name)
        if value is not None and not isinstance(value, str):
            return BadRequest(identifier, f"{name} is a text or null.")
        texts[name] = value
    options = SpeechOptions(
        language=texts["language"],
        likely_language=texts["likelyLanguage"],
        task=task,
        hot_words=(texts["hotWords"] or "")[:MAX_HINT],
        previous_text=(texts["previousText"] or "")[-MAX_HINT:] or None,
    )
    source = _slice(message) or Malformed("The sound needs path, offset and length.")
    return Transcribe(identifier, Item(key, source), rate, options)


def _source(kind: Kind, fields: dict[str, Any]) -> Source:
    if kind == "texts":
        text, role = fields.get("text"), fields.get("role")
        if isinstance(text, str) and role in ("query", "passage"):
            return Text(text, role)
        return Malformed("A text needs `text` and the role `query` or `passage`.")
    if kind == "clips":
        frames = fields.get("frames")
        if not isinstance(frames, list):
            return Malformed("A clip needs a list of frames.")
        slices = [_slice(frame) for frame in cast("list[object]", frames)]
        good = tuple(one for one in slices if one is not None)
        if len(good) < len(slices) or len(good) > MAX_FRAMES:
            return Malformed(f"A clip has at most {MAX_FRAMES} frames, each with path, offset and length.")
        return Clip(good)
    inline = fields.get("data" if kind == "images" else "pcm")
    if isinstance(inline, str):
        return Inline(inline)
    return _slice(fields) or Malformed("The item needs path, offset and length, or the bytes themselves.")


def _slice(value: object) -> Slice | None:
    if not isinstance(value, dict):
        return None
    fields = cast("dict[str, Any]", value)
    path, offset, length = fields.get("path"), fields.get("offset"), fields.get("length")
    first, count = _count(offset), _count(length)
    return Slice(path, first, count) if isinstance(path, str) and first is not None and count is not None else None


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53 else None
