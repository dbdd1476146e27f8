"""The registry of models, `resources/models.json`, read and checked."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, cast, get_args

from goodclips_runners.architectures import Modality, SpaceKind, Task
from goodclips_runners.encoder import ModelError
from goodclips_runners.encoders import ENCODERS
from goodclips_runners.face_finders import FACE_FINDERS
from goodclips_runners.text_readers import TEXT_READERS
from goodclips_runners.transcribers import TRANSCRIBERS

if TYPE_CHECKING:
    from pathlib import Path

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_TAGS = ("default", "fast", "best", "demo")
_ENTRY_FIELDS: dict[str, type | tuple[type, ...]] = {
    "id": str,
    "title": str,
    "task": str,
    "modality": (str, type(None)),
    "spaceKind": (str, type(None)),
    "repository": (str, type(None)),
    "revision": str,
    "files": list,
    "licence": dict,
    "dimension": (int, type(None)),
    "prompts": dict,
    "encoder": str,
    "memoryBytes": int,
    "gives": str,
    "notes": str,
    "tags": list,
    "runsFolderCode": bool,
}
_ENTRY_EXTRAS: dict[str, type | tuple[type, ...]] = {"translates": bool}
_FILE_FIELDS: dict[str, type | tuple[type, ...]] = {"path": str, "sizeBytes": int}
_FILE_EXTRAS: dict[str, type | tuple[type, ...]] = {"sha256": str, "optional": bool, "tensorPrefixes": list}


@dataclass(frozen=True)
class RegistryFile:
    """One file of a model.

    Attributes:
        path: Inside the repository, with forward slashes.
        size_bytes: About what is fetched.
        sha256: Of the whole file, where it is known for every revision.
        optional: Whether the model works without it.
        tensor_prefixes: Of a safetensors file, the tensors to fetch; empty means the whole file.
    """

    path: str
    size_bytes: int
    sha256: str | None
    optional: bool
    tensor_prefixes: tuple[str, ...]


@dataclass(frozen=True)
class RegistryEntry:
    """One model of the registry, as far as its installation needs it.

    Attributes:
        id: Kebab-case id.
        repository: Hugging Face repository; None for models that come from a folder only.
        revision: Branch, tag or commit.
        files: What to fetch.
        dimension: Of its vectors; None where it makes none.
        encoder: Name of the encoder.
        runs_folder_code: Whether loading it runs program code of its folder.
    """

    id: str
    repository: str | None
    revision: str
    files: tuple[RegistryFile, ...]
    dimension: int | None
    encoder: str
    runs_folder_code: bool


class _RegistryError(ValueError):
    """What is wrong with the registry."""


def _require(fact: bool, message: str) -> None:
    if not fact:
        raise _RegistryError(message)


def _fields(
    value: object,
    where: str,
    required: dict[str, type | tuple[type, ...]],
    extras: dict[str, type | tuple[type, ...]] | None = None,
) -> dict[str, Any]:
    _require(isinstance(value, dict), f"{where} is no object")
    fields = cast("dict[str, Any]", value)
    known = required | (extras or {})
    for name, kind in known.items():
        if name not in fields:
            _require(name not in required, f"{where} lacks {name}")
            continue
        whole_number = not (isinstance(fields[name], bool) and kind is int)
        _require(isinstance(fields[name], kind) and whole_number, f"{where}.{name} has the wrong type")
    unknown = sorted(set(fields) - set(known))
    _require(not unknown, f"{where} has unknown fields: {', '.join(unknown)}")
    return fields


def _strings(value: object, where: str) -> tuple[str, ...]:
    items = cast("list[object]", value)
    _require(all(isinstance(item, str) for item in items), f"{where} must hold texts")
    return tuple(cast("list[str]", items))


def safe_relative_path(path: str) -> bool:
    """Whether a path of a repository stays inside the folder that it is put into."""
    parts = PurePosixPath(path)
    return bool(path) and not parts.is_absolute() and "\\" not in path and ":" not in path and ".." not in parts.parts


def _file(value: object, where: str) -> RegistryFile:
    fields = _fields(value, where, _FILE_FIELDS, _FILE_EXTRAS)
    _require(safe_relative_path(fields["path"]), f"{where}.path leaves the folder")
    _require(fields["sizeBytes"] > 0, f"{where}.sizeBytes must be positive")
    sha256 = fields.get("sha256")
    _require(sha256 is None or _SHA256.fullmatch(sha256) is not None, f"{where}.sha256 is none")
    return RegistryFile(
        path=fields["path"],
        size_bytes=fields["sizeBytes"],
        sha256=sha256,
        optional=fields.get("optional", False),
        tensor_prefixes=_strings(fields.get("tensorPrefixes", []), f"{where}.tensorPrefixes"),
    )


def _entry(value: object, position: int) -> RegistryEntry:
    fields = _fields(value, f"models[{position}]", _ENTRY_FIELDS, _ENTRY_EXTRAS)
    where = fields["id"]
    _require(_ID.fullmatch(where) is not None and len(where) <= 64, f"“{where}” is no kebab-case id")
    _require(fields["task"] in get_args(Task), f"{where}.task is unknown")
    if fields["task"] == "embed":
        _require(fields["modality"] in get_args(Modality), f"{where}.modality is unknown")
        _require(fields["spaceKind"] in get_args(SpaceKind), f"{where}.spaceKind is unknown")
        _require(fields["encoder"] in ENCODERS, f"{where}.encoder is unknown")
        _require((fields["dimension"] or 0) > 0, f"{where}: sizes must be positive")
    else:
        vectors = (fields["modality"], fields["spaceKind"], fields["dimension"])
        _require(vectors == (None, None, None), f"{where} makes no vectors, so that it has no modality, kind of space or dimension")
        loaders = {"transcribe": TRANSCRIBERS, "read-text": TEXT_READERS, "find-faces": FACE_FINDERS}[fields["task"]]
        _require(fields["encoder"] in loaders, f"{where}.encoder is unknown")
    _require(fields["memoryBytes"] > 0, f"{where}: sizes must be positive")
    _require(set(_strings(fields["tags"], f"{where}.tags")) <= set(_TAGS), f"{where}.tags has an unknown tag")
    _fields(fields["licence"], f"{where}.licence", {"id": str, "name": str, "url": str})
    prompts = _fields(fields["prompts"], f"{where}.prompts", {"query": str, "passage": str})
    _require(all(prompt.count("{}") == 1 for prompt in prompts.values()), f"{where}.prompts must hold one {{}} each")
    return RegistryEntry(
        id=where,
        repository=fields["repository"],
        revision=fields["revision"],
        files=tuple(_file(item, f"{where}.files[{index}]") for index, item in enumerate(fields["files"])),
        dimension=fields["dimension"],
        encoder=fields["encoder"],
        runs_folder_code=fields["runsFolderCode"],
    )


def read_registry(path: Path) -> dict[str, RegistryEntry]:
    """Reads and checks the whole registry.

    Returns:
        Entries by id.

    Raises:
        ModelError: The file is missing or does not follow the schema; the message names the place.
    """
    try:
        document = _fields(json.loads(path.read_text("utf-8")), "registry", {"version": int, "models": list})
        _require(document["version"] == 1, "registry.version must be 1")
        entries = [_entry(value, position) for position, value in enumerate(document["models"])]
        _require(len({entry.id for entry in entries}) == len(entries), "an id occurs twice")
    except (OSError, ValueError) as error:
        raise ModelError("environment", f"The registry of models cannot be used: {error}", "Install GoodCLIPS again.") from error
    return {entry.id: entry for entry in entries}
