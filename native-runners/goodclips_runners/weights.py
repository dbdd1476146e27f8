"""Safetensors files, looked at without reading their tensors: their header says what they hold and how long they must be."""

from __future__ import annotations

import json
import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from goodclips_runners.encoder import ModelError
from goodclips_runners.model_folder import read_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

MAX_HEADER_BYTES = 100_000_000
"""The limit of the safetensors format (github.com/huggingface/safetensors, `MAX_HEADER_SIZE`)."""

REMEDY = "Get the file again; it may have been cut off."

MOST_LAYERS = 1000
"""Of what a configuration may ask for where its weights do not hold more tensors; the deepest models in use have below 200."""

_LAYERS = re.compile(r"(^|_)(layers?|depths?|blocks)$")


@dataclass(frozen=True)
class Tensor:
    """One entry of a header.

    Attributes:
        dtype: As the format names it, for example `F32`.
        shape: Sizes of the dimensions.
        begin: First byte, counted from the end of the header.
        end: Byte after the last one.
    """

    dtype: str
    shape: tuple[int, ...]
    begin: int
    end: int


def _entry(name: str, value: object, path: Path) -> Tensor:
    try:
        entry = cast("dict[str, Any]", value)
        begin, end = entry["data_offsets"]
        tensor = Tensor(str(entry["dtype"]), tuple(int(size) for size in entry["shape"]), int(begin), int(end))
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError("model_invalid", f"{path.name}: the entry of {name} is broken.", REMEDY) from error
    if not 0 <= tensor.begin <= tensor.end:
        raise ModelError("model_invalid", f"{path.name}: the entry of {name} is broken.", REMEDY)
    return tensor


def read_header(path: Path) -> dict[str, Tensor]:
    """The tensors of a safetensors file by name.

    Raises:
        ModelError: `model_invalid`: no such file, not of that format, or cut off.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
            length = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
            if not 2 <= length <= min(MAX_HEADER_BYTES, size - 8):
                raise ModelError("model_invalid", f"{path.name} is not a safetensors file, or was cut off.", REMEDY)
            header: object = json.loads(file.read(length))
    except (OSError, ValueError) as error:
        raise ModelError("model_invalid", f"{path.name} cannot be read: {error}", REMEDY) from error
    if not isinstance(header, dict):
        raise ModelError("model_invalid", f"{path.name} is not a safetensors file.", REMEDY)
    entries = cast("dict[str, object]", header)
    tensors = {name: _entry(name, entry, path) for name, entry in entries.items() if name != "__metadata__"}
    needed = 8 + length + max((tensor.end for tensor in tensors.values()), default=0)
    if size != needed:
        raise ModelError("model_invalid", f"{path.name} has {size} bytes, but its header speaks of {needed}.", REMEDY)
    return tensors


def weight_files(model_dir: Path, names: Sequence[str] = ("model.safetensors",)) -> list[Path]:
    """Files with a model's weights: the first of the names that is there, or the parts that its index lists.

    Raises:
        ModelError: There are none, or a part is missing.
    """
    for name in names:
        if (model_dir / name).is_file():
            return [model_dir / name]
        index = read_json(model_dir / f"{name}.index.json")
        parts = cast("dict[str, object]", index.get("weight_map") or {})
        if parts:
            # Only names: a path in the index must not lead out of the folder.
            files = [model_dir / part for part in sorted({str(part).replace("\\", "/").rpartition("/")[2] for part in parts.values()})]
            missing = [file.name for file in files if not file.is_file()]
            if missing:
                raise ModelError("model_invalid", f"Parts of the weights are missing: {', '.join(missing[:3])}.", REMEDY)
            return files
    raise ModelError(
        "model_invalid",
        f"The folder holds no weights in the safetensors format ({' or '.join(names)}).",
        "Get the model as safetensors; other formats can run program code and are not loaded.",
    )


def _layer_counts(value: object, key: str = "") -> Iterator[tuple[str, int]]:
    """Numbers in a configuration whose name says that they count layers."""
    if isinstance(value, dict):
        for name, inner in cast("dict[str, object]", value).items():
            yield from _layer_counts(inner, name)
    elif isinstance(value, list):
        for inner in cast("list[object]", value):
            yield from _layer_counts(inner, key)
    elif isinstance(value, int) and _LAYERS.search(key):
        yield key, value


def check_layer_counts(model_dir: Path) -> None:
    """Refuses a configuration that asks for far more layers than the weights can fill: building them takes memory without end.

    Raises:
        ModelError: `model_invalid`, naming the number.
    """
    tensors: int | None = None
    for name in ("config.json", "open_clip_config.json"):
        for key, count in _layer_counts(read_json(model_dir / name)):
            if count <= MOST_LAYERS:
                continue
            if tensors is None:
                tensors = sum(len(read_header(path)) for path in model_dir.glob("*.safetensors"))
            if count > tensors:
                raise ModelError(
                    "model_invalid",
                    f"{name} asks for {count} layers ({key}), but the weights hold {tensors} tensors.",
                    "Install the model again, or choose another one.",
                )
