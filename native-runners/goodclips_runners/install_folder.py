"""Installing a model from a folder in the plain Hugging Face layout, for machines without a network and models of one's own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any, cast

from goodclips_runners.encoder import ModelError
from goodclips_runners.install_files import StagedFile, copy_with_digest, digest_of_list, require_disk
from goodclips_runners.model_folder import check_model_folder

if TYPE_CHECKING:
    from pathlib import Path

    from goodclips_runners.install_registry import RegistryEntry
    from goodclips_runners.install_report import Reporter

_DATA_SUFFIXES = frozenset({".json", ".jinja", ".model", ".safetensors", ".tiktoken", ".txt"})
_SAME_ARCHITECTURE = (frozenset({"clip", "open-clip"}),)
"""One architecture in two layouts of files: a folder in either may be imported under the same id."""

_DETECT_SECONDS = 120.0


def _allowed_roots(folder: Path) -> tuple[Path, ...]:
    """The folder, and for a snapshot of the hub's own cache the store of blobs that its links point into."""
    resolved = folder.resolve()
    if resolved.parent.name == "snapshots" and resolved.parent.parent.name.startswith("models--"):
        return (resolved, resolved.parent.parent / "blobs")
    return (resolved,)


def _files_of(folder: Path, *, all_kinds: bool) -> list[Path]:
    roots = _allowed_roots(folder)
    found: list[Path] = []
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if any(part.startswith(".") or part == "__pycache__" for part in parts):
            continue
        if path.is_symlink() and not any(path.resolve().is_relative_to(root) for root in roots):
            raise ModelError(
                "unsafe_model",
                f"{path.name} is a link that leads out of the folder.",
                "Copy the files themselves into one folder and import that.",
            )
        if not path.is_file():
            continue
        licence = path.name.upper().startswith(("LICENSE", "LICENCE", "NOTICE"))
        if all_kinds or licence or path.suffix.lower() in _DATA_SUFFIXES:
            found.append(path)
    return found


def _detect(folder: Path) -> dict[str, Any]:
    """What `goodclips_runners.detect` says of the folder; a process of its own, since it may import large libraries."""
    done = subprocess.run(
        [sys.executable, "-m", "goodclips_runners.detect", str(folder)],
        check=False,
        capture_output=True,
        text=True,
        timeout=_DETECT_SECONDS,
    )
    last_line = done.stdout.strip().splitlines()[-1:] or [""]
    try:
        answer = cast("dict[str, Any]", json.loads(last_line[0]))
    except ValueError as error:
        tail = " ".join(done.stderr.strip().splitlines()[-2:])
        raise ModelError("environment", f"The folder could not be examined: {tail}", "Set up Python again on the Models page.") from error
    if answer.get("type") == "fatal" or not isinstance(answer.get("encoder"), str):
        raise ModelError(
            str(answer.get("code", "model_invalid")),
            str(answer.get("message", "No encoder knows the architecture of this model.")),
            str(answer.get("remedy", "Import the folder of a CLIP, SigLIP, CLAP, BERT-like, Qwen3 embedding or InternVL model.")),
        )
    return answer


def _same_architecture(wanted: str, found: str) -> bool:
    return wanted == found or any(wanted in family and found in family for family in _SAME_ARCHITECTURE)


def _check_digest(entry: RegistryEntry, file: StagedFile) -> None:
    known = next((expected.sha256 for expected in entry.files if expected.path == file.path), None)
    if known is not None and known != file.sha256:
        raise ModelError(
            "checksum_mismatch",
            f"{file.path} is not the file of {entry.id}: its checksum differs.",
            "Copy it again, or import the folder under an id of your own.",
        )


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
    runs_code = entry is not None and entry.runs_folder_code
    reporter.begin("Looking at the folder")
    sources = _files_of(folder, all_kinds=runs_code)
    check_model_folder(folder, runs_code=runs_code, consent=consent)
    detected = {"encoder": entry.encoder} if entry is not None and runs_code else _detect(folder)
    if entry is not None and not _same_architecture(entry.encoder, str(detected["encoder"])):
        raise ModelError(
            "model_invalid",
            f"The folder holds another kind of model ({detected['encoder']}) than {entry.id} ({entry.encoder}).",
            "Choose the folder of that model, or import this one under an id of your own.",
        )
    total = sum(path.stat().st_size for path in sources)
    if staging.exists():
        shutil.rmtree(staging)
    require_disk(staging, total)
    reporter.begin("Copying the files", total)
    staged: list[StagedFile] = []
    for path in sources:
        relative = path.relative_to(folder).as_posix()
        digest = copy_with_digest(path, staging / relative, reporter.advance)
        file = StagedFile(relative, (staging / relative).stat().st_size, digest)
        if entry is not None:
            _check_digest(entry, file)
        staged.append(file)
    return {
        **detected,
        "repository": None,
        "revision": f"local-{digest_of_list(staged)[:12]}",
        "files": [file.as_json() for file in staged],
    }
