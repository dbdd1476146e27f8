"""Installing a model from a folder in the plain Hugging Face layout, for machines without a network and models of one's own."""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING, Any

from goodclips_runners.detect import detect
from goodclips_runners.encoder import ModelError
from goodclips_runners.install_files import StagedFile, copy_with_digest, digest_of_list, disk_error, partial_folder, require_disk
from goodclips_runners.install_tower import plan_tower

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from goodclips_runners.detection import Detection, ModelFile
    from goodclips_runners.install_registry import RegistryEntry
    from goodclips_runners.install_report import Reporter

_SAME_ARCHITECTURE = (frozenset({"clip", "open-clip"}),)
"""One architecture in two layouts of files: a folder in either may be imported under the same id."""

_CHUNK_BYTES = 1 << 20


def _check_links(folder: Path) -> None:
    """Refuses links that lead out of the folder, save into the blobs of the hub's own cache."""
    resolved = folder.resolve()
    roots = [resolved]
    if resolved.parent.name == "snapshots" and resolved.parent.parent.name.startswith("models--"):
        roots.append(resolved.parent.parent / "blobs")
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() and not any(path.resolve().is_relative_to(root) for root in roots):
            raise ModelError(
                "unsafe_model",
                f"{path.relative_to(folder).as_posix()} is a link that leads out of the folder.",
                "Copy the files themselves into one folder and import that.",
            )


def _check_entry(entry: RegistryEntry, found: Detection) -> None:
    same = entry.encoder == found.encoder or any({entry.encoder, found.encoder} <= family for family in _SAME_ARCHITECTURE)
    if not same:
        raise ModelError(
            "model_invalid",
            f"The folder holds another kind of model ({found.architecture}) than {entry.id}.",
            "Choose the folder of that model, or import this one under an id of your own.",
        )
    if found.dimension is not None and entry.dimension is not None and found.dimension != entry.dimension:
        raise ModelError(
            "model_invalid",
            f"The vectors of the model in the folder have {found.dimension} numbers, those of {entry.id} {entry.dimension}.",
            "Choose the folder of that model, or import this one under an id of your own.",
        )


def _check_digest(entry: RegistryEntry, file: StagedFile) -> None:
    known = next((expected.sha256 for expected in entry.files if expected.path == file.path), None)
    if known is not None and known != file.sha256:
        raise ModelError(
            "checksum_mismatch",
            f"{file.path} is not the file of {entry.id}: its checksum differs.",
            "Copy it again, or import the folder under an id of your own.",
        )


def _copy_tower(source: Path, target: Path, prefixes: tuple[str, ...], advance: Callable[[int], None]) -> str:
    """Copies the tensors under the prefixes, named without them; answers the digest of what was written."""
    digest = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as reader, target.open("wb") as writer:

        def write(chunk: bytes) -> None:
            digest.update(chunk)
            writer.write(chunk)
            advance(len(chunk))

        length = int.from_bytes(reader.read(8), "little")
        plan = plan_tower(reader.read(length), 8 + length, source.stat().st_size, prefixes)
        write(plan.head)
        for wanted in plan.ranges:
            reader.seek(wanted.start)
            left = wanted.length
            while left > 0:
                chunk = reader.read(min(left, _CHUNK_BYTES))
                if not chunk:
                    raise ModelError("model_invalid", f"{source.name} ends too early.", "Copy the file again.")
                write(chunk)
                left -= len(chunk)
    return digest.hexdigest()


def _tower_prefixes(file: ModelFile, found: Detection) -> tuple[str, ...]:
    """An index of weights in parts names the tensors as they were: such weights are copied whole."""
    parts = [each for each in found.files if each.tensor_prefixes]
    return file.tensor_prefixes if len(parts) == 1 else ()


def install_from_folder(
    entry: RegistryEntry | None,
    folder: Path,
    staging: Path,
    reporter: Reporter,
    *,
    consent: bool = False,
) -> dict[str, Any]:
    """Copies a model into a staging folder with the digests of its files.

    Args:
        entry: What the registry says of the id; None for an id of one's own.
        folder: The folder to import.
        staging: Where it is copied to; emptied first.
        reporter: Told of progress.
        consent: A person agreed that program code of the folder may run.

    Returns:
        The part of the manifest that the files decide, with what was detected.

    Raises:
        ModelError: With a remedy, for everything that can go wrong.
    """
    if not folder.is_absolute() or not folder.is_dir():
        raise ModelError("model_missing", f"There is no folder {folder}.", "Give the absolute path of a folder with the model's files.")
    try:
        reporter.begin("Looking at the folder")
        _check_links(folder)
        found = detect(folder, consent_to_run_code=consent)
        if entry is not None:
            _check_entry(entry, found)
        total = sum(file.size_bytes for file in found.files)
        for stale in (staging, partial_folder(staging)):
            if stale.exists():
                shutil.rmtree(stale)
        require_disk(staging, total)
        reporter.begin("Copying the files", total)
        staged = [_copy(entry, found, folder, staging, file, reporter.advance) for file in found.files]
    except OSError as error:
        raise disk_error(error) from error
    return {
        **found.as_json(),
        "repository": None,
        "revision": f"{digest_of_list(staged)[:12]}-local",
        "files": [file.as_json() for file in staged],
    }


def _copy(
    entry: RegistryEntry | None,
    found: Detection,
    folder: Path,
    staging: Path,
    file: ModelFile,
    advance: Callable[[int], None],
) -> StagedFile:
    source, target = folder / file.path, staging / file.path
    prefixes = _tower_prefixes(file, found)
    digest = _copy_tower(source, target, prefixes, advance) if prefixes else copy_with_digest(source, target, advance)
    staged = StagedFile(file.path, target.stat().st_size, digest)
    if entry is not None and not prefixes:
        _check_digest(entry, staged)
    return staged
