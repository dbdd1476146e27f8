"""What may lie in the folder of a model, and reading its JSON files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from goodclips_runners.encoder import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

UNSAFE_SUFFIXES = frozenset(
    {".bin", ".ckpt", ".dll", ".dylib", ".joblib", ".jit", ".npy", ".npz", ".pickle", ".pkl", ".pt", ".pt2", ".pth"}
    | {".py", ".pyc", ".pyd", ".pyi", ".pyx", ".pyz", ".sh", ".so", ".tar", ".gz", ".whl", ".zip", ".h5", ".keras", ".dill"}
)
"""Formats that can carry a pickle or program code, and archives, whose content is not looked into.

`.npy` holds a pickle when its dtype is object; `.h5` and `.keras` hold marshalled Lambda layers."""

MAX_JSON_BYTES = 64 * 2**20
"""More than the largest tokenizer.json in use (33 MB, Gemma's, which SigLIP 2 shares)."""


TOKENIZER_FILES = (("tokenizer.json",), ("vocab.txt",), ("vocab.json", "merges.txt"))
"""Files that hold the words of a tokenizer; one of these sets is enough."""


def _unsafe_files(model_dir: Path) -> Iterator[str]:
    for path in sorted(model_dir.rglob("*")):
        if path.suffix.lower() in UNSAFE_SUFFIXES:
            yield path.relative_to(model_dir).as_posix()


def check_model_folder(model_dir: Path, *, runs_code: bool = False, consent: bool = False, own_weights: Sequence[str] = ()) -> None:
    """Refuses a folder that is missing or could run code when it is loaded.

    Args:
        model_dir: Folder of the model.
        runs_code: The encoder is one that runs code of the folder.
        consent: A person agreed to that.
        own_weights: Names of files at the top of the folder that the family's own reader checks, whatever they are called.

    Raises:
        ModelError: `model_missing`, `consent_needed` or `unsafe_model`.
    """
    if not model_dir.is_dir():
        raise ModelError("model_missing", f"The model's folder is not there: {model_dir}", "Install the model again.")
    if runs_code:
        if not consent:
            raise ModelError(
                "consent_needed",
                "This model runs program code that lies in its folder.",
                "Read the code, and agree to run it when you import the folder.",
            )
        return
    unsafe = [path for path in _unsafe_files(model_dir) if path not in own_weights]
    if unsafe:
        named = ", ".join(unsafe[:3]) + (f" and {len(unsafe) - 3} more" if len(unsafe) > 3 else "")
        raise ModelError(
            "unsafe_model",
            f"The model's folder holds files that can run program code: {named}.",
            "Import a folder that has only safetensors weights and JSON or text files.",
        )


def read_json(path: Path) -> dict[str, Any]:
    """Reads a JSON object of a model's folder; a file that is not there is an empty object.

    Raises:
        ModelError: The file is too large or holds no JSON object.
    """
    if not path.is_file():
        return {}
    remedy = "Install the model again; the file may have been cut off."
    if path.stat().st_size > MAX_JSON_BYTES:
        raise ModelError("model_invalid", f"{path.name} is larger than {MAX_JSON_BYTES} bytes.", remedy)
    try:
        value: object = json.loads(path.read_bytes())
    except ValueError as error:
        raise ModelError("model_invalid", f"{path.name} is not valid JSON: {error}", remedy) from error
    if not isinstance(value, dict):
        raise ModelError("model_invalid", f"{path.name} holds no JSON object.", remedy)
    return cast("dict[str, Any]", value)


def require_tokenizer(model_dir: Path) -> None:
    """Refuses a folder without the words of its tokenizer: transformers would make an empty one, to which all texts are alike.

    Raises:
        ModelError: `model_invalid`.
    """
    if not any(all((model_dir / name).is_file() for name in names) for names in TOKENIZER_FILES):
        wanted = " or ".join(" with ".join(names) for names in TOKENIZER_FILES)
        raise ModelError("model_invalid", f"The tokenizer is missing in the model's folder: {wanted}.", "Install the model again.")


def require_files(model_dir: Path, *names: str) -> None:
    """Refuses a folder in which one of the named files is missing.

    Raises:
        ModelError: `model_invalid`, naming the file.
    """
    for name in names:
        if not (model_dir / name).is_file():
            raise ModelError("model_invalid", f"{name} is missing in the model's folder.", "Install the model again.")
