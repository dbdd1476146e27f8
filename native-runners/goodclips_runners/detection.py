"""What was found in the folder of a model, and the checks of its files that all families share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from goodclips_runners.architectures import supported_titles
from goodclips_runners.encoder import ModelError
from goodclips_runners.weights import read_header

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from goodclips_runners.architectures import Family
    from goodclips_runners.weights import Tensor

MEMORY_FACTOR = 1.3
"""Of the bytes of the weights at 4 bytes each: what a loaded model takes with its activations, roughly."""

LIBRARIES_BYTES = 500_000_000
"""What Python, torch and transformers take themselves, roughly."""


@dataclass(frozen=True)
class ModelFile:
    """A file that the encoder needs.

    Attributes:
        path: Relative to the folder, with forward slashes.
        size_bytes: Its size.
        tensor_prefixes: Of these weights only the tensors under one of these prefixes are loaded; empty: all.
    """

    path: str
    size_bytes: int
    tensor_prefixes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Detection:
    """What a folder holds.

    Attributes:
        family: The architectures that it belongs to; names the encoder that loads it, its modality and kind of space.
        architecture: As its configuration names it.
        dimension: Of its vectors; None where only running the model tells, and where it makes none.
        prompts: Text put around a query and a passage, when the folder says so.
        memory_bytes: Rough estimate of what it takes while loaded.
        files: What has to be kept of the folder.
    """

    family: Family
    architecture: str
    dimension: int | None
    prompts: tuple[str, str]
    memory_bytes: int
    files: tuple[ModelFile, ...]

    @property
    def encoder(self) -> str:
        """Name of the encoder that loads it."""
        return self.family.encoder

    def as_json(self) -> dict[str, object]:
        """The detection with the names of the app's contract."""
        return {
            "encoder": self.encoder,
            "architecture": self.architecture,
            "task": self.family.task,
            "modality": self.family.modality,
            "spaceKind": self.family.space_kind,
            "dimension": self.dimension,
            "prompts": {"query": self.prompts[0], "passage": self.prompts[1]},
            "memoryBytes": self.memory_bytes,
            "runsFolderCode": self.family.runs_folder_code,
            "files": [
                {"path": file.path, "sizeBytes": file.size_bytes}
                | ({"tensorPrefixes": list(file.tensor_prefixes)} if file.tensor_prefixes else {})
                for file in self.files
            ],
        }


def unknown_model(message: str) -> ModelError:
    """A folder that no encoder can load, with what can be imported as the remedy."""
    return ModelError("model_invalid", message, f"Import a folder in the plain Hugging Face layout of a {supported_titles()} model.")


def positive(value: object, name: str) -> int:
    """A positive whole number of a configuration.

    Raises:
        ModelError: It is something else, or not there.
    """
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise unknown_model(f"The configuration does not say how long the vectors are ({name}).")


def section(config: dict[str, Any], name: str) -> dict[str, Any]:
    """An object inside a configuration; empty when it is not there."""
    part = config.get(name)
    return cast("dict[str, Any]", part) if isinstance(part, dict) else {}


def kept_files(model_dir: Path, weights: Iterable[Path], prefixes: tuple[str, ...] = ()) -> tuple[ModelFile, ...]:
    """The weights, and all small files of the folder and of its pooling and tokenizer folders that configure the model."""
    small = [path for pattern in ("*", "*/config.json") for path in model_dir.glob(pattern) if path.is_file()]
    kept = {path for path in small if path.suffix in (".json", ".model", ".txt") and not path.name.startswith(".")}
    kept |= {path for path in small if path.name.upper() in ("LICENSE", "LICENSE.MD", "NOTICE", "README.MD")}
    chosen = set(weights)
    # The index of weights in parts names files that belong to it; one without its parts would mislead the loader.
    kept = {path for path in kept if not path.name.endswith(".index.json") or len(chosen) > 1}
    return tuple(
        ModelFile(path.relative_to(model_dir).as_posix(), path.stat().st_size, prefixes if path in chosen else ())
        for path in sorted(kept | chosen)
    )


def read_tensors(weights: Iterable[Path]) -> dict[str, Tensor]:
    """The headers of all tensors in files of weights, by name."""
    return {name: tensor for path in weights for name, tensor in read_header(path).items()}


def memory_of(tensors: Iterable[Tensor]) -> int:
    """Bytes that a model with these tensors takes while it is loaded, roughly."""
    count = 0
    for tensor in tensors:
        size = 1
        for length in tensor.shape:
            size *= length
        count += size
    return int(count * 4 * MEMORY_FACTOR) + LIBRARIES_BYTES


def need_tensor(tensors: dict[str, Tensor], name: str, dimension: int | None = None) -> None:
    """Refuses weights of which one tensor is missing, or has another first size than the configuration says."""
    tensor = tensors.get(name)
    if tensor is None:
        raise unknown_model(f"The weights do not fit the configuration: {name} is missing.")
    if dimension is not None and (not tensor.shape or tensor.shape[0] != dimension):
        raise unknown_model(f"The weights do not fit the configuration: {name} is {list(tensor.shape)}, not {dimension} long.")


def need_tokenizer(model_dir: Path, *alternatives: tuple[str, ...]) -> None:
    """Refuses a folder that has none of these sets of tokenizer files."""
    if not any(all((model_dir / name).is_file() for name in names) for names in alternatives):
        wanted = " or ".join(" with ".join(names) for names in alternatives)
        raise unknown_model(f"The tokenizer is missing: {wanted}.")
