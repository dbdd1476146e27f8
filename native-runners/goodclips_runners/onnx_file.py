"""Models in ONNX's format, looked at without loading them. The format holds numbers and names of operators, never code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodclips_runners.encoder import ModelError

if TYPE_CHECKING:
    from pathlib import Path

IR_VERSIONS = range(3, 32)
"""Of ONNX's own format: the first field of a file, as a varint of one byte."""

LEAST_BYTES = 1024


def check_onnx(path: Path) -> None:
    """Refuses a file that is not there or does not begin like a model in ONNX's format.

    Raises:
        ModelError: `model_missing` or `model_invalid`.
    """
    if not path.is_file():
        raise ModelError("model_missing", f"{path.name} is missing in the model's folder.", "Install the model again.")
    with path.open("rb") as file:
        start = file.read(2)
    # Field 1 (`ir_version`) of the protobuf message ModelProto, then its value.
    if len(start) < 2 or start[0] != 0x08 or start[1] not in IR_VERSIONS or path.stat().st_size < LEAST_BYTES:
        raise ModelError(
            "model_invalid",
            f"{path.name} is not a model in ONNX's format.",
            "Copy the file again; it may have been cut off.",
        )


def pp_ocr_files(model_dir: Path) -> tuple[Path, tuple[Path, ...]]:
    """The file that finds text and those that recognise it, named as Paddle's are: `…_det_….onnx` and `…_rec_….onnx`.

    Raises:
        ModelError: `model_missing`: there is not one that finds it, or none that recognises it.
    """
    found = {part: _of_part(model_dir, part) for part in ("det", "rec")}
    for part, does in (("det", "finds lines"), ("rec", "recognises them")):
        files = found[part]
        if len(files) == 0 or (part == "det" and len(files) > 1):
            raise ModelError(
                "model_missing",
                f"The folder has {len(files) or 'no'} model{'s' if len(files) > 1 else ''} that {does} (…_{part}_….onnx).",
                "Choose a folder with PP-OCRv6_det_small.onnx and PP-OCRv6_rec_small.onnx.",
            )
        for file in files:
            check_onnx(file)
    return found["det"][0], tuple(found["rec"])


def _of_part(model_dir: Path, part: str) -> list[Path]:
    return sorted(path for path in model_dir.glob("*.onnx") if f"_{part}_" in path.name or path.stem.endswith(f"_{part}"))
