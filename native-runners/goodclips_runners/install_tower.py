"""One part of a large safetensors file, fetched by byte ranges: its header says where each tensor lies.

Format: 8 bytes little-endian length of the header, the header as JSON (`{"name": {"dtype", "shape", "data_offsets": [begin, end]}}`,
offsets counted from the end of the header), then the tensors (https://github.com/huggingface/safetensors#format).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from goodclips_runners.encoder import ModelError
from goodclips_runners.install_fetch import ByteRange, stream_range

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodclips_runners.install_fetch import RemoteFile

_MAX_HEADER_BYTES = 100 * 2**20
"""The limit of the safetensors library itself."""

_ALIGNMENT = 8


@dataclass(frozen=True)
class TowerPlan:
    """How a file of some of the tensors is put together.

    Attributes:
        head: Length and header of the new file.
        ranges: What follows, as ranges of the remote file; neighbours are one range.
        tensors: How many tensors there are.
    """

    head: bytes
    ranges: tuple[ByteRange, ...]
    tensors: int

    @property
    def size(self) -> int:
        """Bytes of the new file."""
        return len(self.head) + sum(wanted.length for wanted in self.ranges)


def _invalid(message: str) -> ModelError:
    return ModelError("model_invalid", f"The weights of the repository cannot be read: {message}.", "Import the model from a folder.")


def plan_tower(header: bytes, data_start: int, file_size: int, prefixes: Sequence[str]) -> TowerPlan:
    """Decides which ranges make up the tensors under the prefixes; their new names lack the prefix.

    Args:
        header: JSON header of the remote file.
        data_start: Where its tensors begin, counted from the start of the file.
        file_size: Bytes of the remote file.
        prefixes: Tensors whose name starts with one of them are taken.

    Raises:
        ModelError: `model_invalid` – the header is none, or no tensor has such a prefix.
    """
    try:
        parsed: object = json.loads(header)
    except ValueError as error:
        raise _invalid("its header is no JSON") from error
    if not isinstance(parsed, dict):
        raise _invalid("its header is no object")
    taken: list[tuple[int, int, str, dict[str, Any]]] = []
    for name, value in cast("dict[str, Any]", parsed).items():
        prefix = next((candidate for candidate in prefixes if name.startswith(candidate)), None)
        if prefix is None or name == "__metadata__":
            continue
        begin, end = _offsets(value)
        if not 0 <= begin <= end or data_start + end > file_size:
            raise _invalid(f"{name} lies outside of the file")
        taken.append((begin, end, name[len(prefix) :], value))
    if not taken:
        raise _invalid(f"no tensor is called {' or '.join(prefixes)}…")
    taken.sort(key=lambda item: (item[0], item[1]))
    if len({name for _, _, name, _ in taken}) != len(taken):
        raise _invalid("two tensors have the same name without their prefix")
    return _assemble(taken, data_start)


def _offsets(value: object) -> tuple[int, int]:
    if isinstance(value, dict):
        offsets: object = cast("dict[str, Any]", value).get("data_offsets")
        if isinstance(offsets, list):
            numbers = cast("list[object]", offsets)
            if len(numbers) == 2 and all(isinstance(number, int) for number in numbers):
                return cast("tuple[int, int]", tuple(numbers))
    raise _invalid("a tensor has no place")


def _assemble(taken: Sequence[tuple[int, int, str, dict[str, Any]]], data_start: int) -> TowerPlan:
    entries: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    ranges: list[ByteRange] = []
    position = 0
    reached = 0
    for begin, end, name, value in taken:
        if begin < reached:
            raise _invalid("two tensors share bytes")
        reached = end
        entries[name] = {"dtype": value.get("dtype"), "shape": value.get("shape"), "data_offsets": [position, position + end - begin]}
        position += end - begin
        last = ranges[-1] if ranges else None
        if last is not None and last.start + last.length == data_start + begin:
            ranges[-1] = ByteRange(last.start, last.length + end - begin)
        elif end > begin:
            ranges.append(ByteRange(data_start + begin, end - begin))
    text = json.dumps(entries, separators=(",", ":")).encode()
    text += b" " * (-len(text) % _ALIGNMENT)
    return TowerPlan(head=len(text).to_bytes(8, "little") + text, ranges=tuple(ranges), tensors=len(taken))


def read_tower_plan(remote: RemoteFile, prefixes: Sequence[str], pause_seconds: float = 1.0) -> TowerPlan:
    """Fetches the header of a remote safetensors file and plans from it.

    Raises:
        ModelError: As `plan_tower` and `stream_range`.
    """
    start = bytearray()
    stream_range(remote, ByteRange(0, 8), start.extend, pause_seconds)
    length = int.from_bytes(start, "little")
    if not 2 <= length <= min(_MAX_HEADER_BYTES, remote.size - 8):
        raise _invalid(f"its header would be {length} bytes long")
    header = bytearray()
    stream_range(remote, ByteRange(8, length), header.extend, pause_seconds)
    return plan_tower(bytes(header), 8 + length, remote.size, prefixes)
