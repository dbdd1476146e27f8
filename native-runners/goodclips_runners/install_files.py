"""Files of an installation: their digests, the free disk, and the list that goes into the manifest."""

from __future__ import annotations

import errno
import hashlib
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from goodclips_runners.encoder import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_CHUNK_BYTES = 1 << 20
_SPARE_BYTES = 200 * 2**20
"""Left free on the disk after an installation."""


@dataclass(frozen=True)
class StagedFile:
    """A file that lies in the staging folder, verified.

    Attributes:
        path: Inside the folder, with forward slashes.
        size_bytes: Its size.
        sha256: Its digest.
    """

    path: str
    size_bytes: int
    sha256: str

    def as_json(self) -> dict[str, Any]:
        """The entry of the manifest."""
        return {"path": self.path, "sizeBytes": self.size_bytes, "sha256": self.sha256}


def partial_folder(staging: Path) -> Path:
    """Where files lie that are not complete, and of which commit all are: beside the staging folder, which becomes the model's."""
    return staging.with_name(f"{staging.name}.partial")


def sha256_of(path: Path) -> str:
    """Digest of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while chunk := source.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def git_blob_id(path: Path) -> str:
    """The id that git gives to the content of a file: what a hub states for files that are not in large file storage."""
    digest = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    with path.open("rb") as source:
        while chunk := source.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def copy_with_digest(source: Path, target: Path, advance: Callable[[int], None]) -> str:
    """Copies a file; answers the digest of what was written."""
    digest = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as reader, target.open("wb") as writer:
        while chunk := reader.read(_CHUNK_BYTES):
            digest.update(chunk)
            writer.write(chunk)
            advance(len(chunk))
    return digest.hexdigest()


def require_disk(folder: Path, needed_bytes: int) -> None:
    """Refuses before anything is written when the disk would get too full.

    Raises:
        ModelError: `disk_full`, saying how much is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < needed_bytes + _SPARE_BYTES:
        raise ModelError(
            "disk_full",
            f"The model needs {(needed_bytes + _SPARE_BYTES) / 1e9:.1f} GB of disk, but only {free / 1e9:.1f} GB are free.",
            "Free some space, or choose another folder for models with GOODCLIPS_MODELS.",
        )


def disk_error(error: OSError) -> ModelError:
    """What a failure of the file system means for a person."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ModelError("disk_full", "The disk became full during the installation.", "Free some space and install again.")
    return ModelError(
        "environment",
        f"A file could not be read or written: {error}",
        "Check the permissions of the folders, or choose another folder for models with GOODCLIPS_MODELS.",
    )


def digest_of_list(files: Sequence[StagedFile]) -> str:
    """One digest for a set of files: the same content gives the same digest, wherever it was copied from."""
    lines = sorted(f"{file.path}\0{file.sha256}\n" for file in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
