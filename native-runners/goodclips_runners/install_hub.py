"""Installing a model of the registry from the Hugging Face hub.

`huggingface_hub` resolves the revision, states sizes and digests, and speaks HTTP; the bytes go through `install_fetch`, because
`hf_hub_download` deletes its partial file when it is interrupted, and a model is large.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from goodclips_runners.architectures import read_families
from goodclips_runners.encoder import ModelError
from goodclips_runners.install_fetch import NO_NETWORK, ByteRange, RemoteFile, fetch_ranges
from goodclips_runners.install_files import StagedFile, disk_error, git_blob_id, partial_folder, require_disk, sha256_of
from goodclips_runners.install_registry import safe_relative_path
from goodclips_runners.install_tower import TowerPlan, read_tower_plan
from goodclips_runners.model_folder import check_model_folder

if TYPE_CHECKING:
    from pathlib import Path

    from huggingface_hub import HfApi
    from huggingface_hub.hf_api import ModelInfo, RepoSibling

    from goodclips_runners.install_registry import RegistryEntry, RegistryFile
    from goodclips_runners.install_report import Reporter

_COMMIT = "commit"
_CONVERTER = "SFconvertbot"
"""The hub's own account that offers safetensors conversions of pickle files as pull requests."""

_FROM_FOLDER = "Download its files in a browser and import the folder."


@dataclass(frozen=True)
class _Wanted:
    file: RegistryFile
    remote: RemoteFile
    blob_id: str | None
    sha256: str | None
    tower: TowerPlan | None

    @property
    def size(self) -> int:
        return self.tower.size if self.tower is not None else self.remote.size


def _translate(error: Exception, repository: str) -> ModelError:
    from huggingface_hub import errors

    status = error.response.status_code if isinstance(error, errors.HfHubHTTPError) else None
    if isinstance(error, errors.OfflineModeIsEnabled):
        return ModelError(
            "no_network",
            "Downloads are switched off: the environment sets HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE.",
            f"Unset it and start GoodCLIPS again. Or: {_FROM_FOLDER}",
        )
    if isinstance(error, errors.GatedRepoError) or status in (401, 403):
        # For a repository that does not exist the hub answers 401 too when no token is sent.
        return ModelError(
            "access_denied",
            f"The hub does not hand out {repository} without an account that may read it, or it does not exist.",
            f"Accept its terms on the hub and set HF_TOKEN to an access token, then start GoodCLIPS again. Or: {_FROM_FOLDER}",
        )
    if isinstance(error, errors.RevisionNotFoundError):
        return ModelError("not_on_hub", f"The hub has no such revision of {repository}.", f"Update GoodCLIPS. Or: {_FROM_FOLDER}")
    if isinstance(error, (errors.RepositoryNotFoundError, errors.EntryNotFoundError)) or status == 404:
        return ModelError("not_on_hub", f"The hub has no {repository}, or not any more.", f"Update GoodCLIPS. Or: {_FROM_FOLDER}")
    return ModelError("no_network", f"The hub cannot be reached or is out of order: {str(error) or type(error).__name__}", NO_NETWORK)


def _weights_missing(entry: RegistryEntry, info: ModelInfo) -> bool:
    names = {sibling.rfilename for sibling in info.siblings or []}
    return any(file.path.endswith(".safetensors") and file.path not in names for file in entry.files)


def _converted(api: HfApi, entry: RegistryEntry, repository: str) -> ModelInfo | None:
    """The hub's own conversion of a repository that has pickle files only, as transformers looks for it too."""
    for discussion in api.get_repo_discussions(repository, author=_CONVERTER, discussion_type="pull_request"):
        if discussion.author != _CONVERTER or discussion.git_reference is None:
            continue
        info = api.model_info(repository, revision=discussion.git_reference, files_metadata=True)
        if not _weights_missing(entry, info):
            return info
    return None


def _resolve(api: HfApi, entry: RegistryEntry, repository: str) -> ModelInfo:
    info = api.model_info(repository, revision=entry.revision, files_metadata=True, timeout=30.0)
    if not _weights_missing(entry, info):
        return info
    converted = _converted(api, entry, repository)
    if converted is None:
        raise ModelError(
            "not_on_hub",
            f"{repository} has no safetensors weights at {entry.revision}; other formats can run program code and are not loaded.",
            f"Choose another model, or import a folder with {_safetensors_names(entry)}.",
        )
    return converted


def _safetensors_names(entry: RegistryEntry) -> str:
    return " and ".join(file.path for file in entry.files if file.path.endswith(".safetensors"))


def _plan(
    entry: RegistryEntry,
    info: ModelInfo,
    headers: dict[str, str],
    endpoint: str,
    repository: str,
    pause_seconds: float,
) -> list[_Wanted]:
    from huggingface_hub import hf_hub_url

    siblings: dict[str, RepoSibling] = {sibling.rfilename: sibling for sibling in info.siblings or []}
    planned: list[_Wanted] = []
    for file in entry.files:
        sibling = siblings.get(file.path)
        if sibling is None or sibling.size is None or not safe_relative_path(file.path):
            if file.optional:
                continue
            raise ModelError("not_on_hub", f"{repository} has no {file.path}.", f"Update GoodCLIPS. Or: {_FROM_FOLDER}")
        lfs: Any = sibling.lfs
        url = hf_hub_url(repository, file.path, revision=info.sha, endpoint=endpoint)
        remote = RemoteFile(url, headers, sibling.size)
        tower = read_tower_plan(remote, file.tensor_prefixes, pause_seconds) if file.tensor_prefixes else None
        sha256 = lfs.sha256 if lfs is not None else file.sha256
        planned.append(_Wanted(file, remote, None if lfs is not None else sibling.blob_id, sha256, tower))
    return planned


def _verify(wanted: _Wanted, path: Path) -> StagedFile:
    """The digest that the hub stated must be that of what arrived; of a tower only its length can be checked."""
    sha256 = sha256_of(path)
    whole = wanted.tower is None
    wrong = (
        path.stat().st_size != wanted.size
        or (whole and wanted.sha256 is not None and sha256 != wanted.sha256)
        or (whole and wanted.file.sha256 is not None and sha256 != wanted.file.sha256)
        or (whole and wanted.blob_id is not None and git_blob_id(path) != wanted.blob_id)
    )
    if wrong:
        path.unlink()
        raise ModelError(
            "checksum_mismatch",
            f"{wanted.file.path} arrived damaged: its checksum is not the one that the hub states.",
            "Install again: only this file is fetched anew. If it happens twice, a proxy may change what passes through it.",
        )
    return StagedFile(wanted.file.path, path.stat().st_size, sha256)


def _keep_only(staging: Path, commit: str) -> None:
    """What was fetched for another commit is of no use."""
    marker = partial_folder(staging) / _COMMIT
    if not marker.is_file() or marker.read_text("utf-8") != commit:
        for stale in (staging, marker.parent):
            if stale.is_dir():
                shutil.rmtree(stale)
    marker.parent.mkdir(parents=True, exist_ok=True)
    marker.write_text(commit, "utf-8")


def install_from_hub(entry: RegistryEntry, staging: Path, reporter: Reporter, pause_seconds: float = 1.0) -> dict[str, Any]:
    """Fetches the files of a model into a staging folder and verifies them; what a former try fetched is kept.

    Args:
        entry: Of the registry.
        staging: Folder of this model's installation; the caller moves it to its place.
        reporter: Told of progress.
        pause_seconds: First wait after a cut connection.

    Returns:
        The part of the manifest that the files decide.

    Raises:
        ModelError: With a remedy, for everything that can go wrong.
    """
    import httpx
    from huggingface_hub import HfApi, constants
    from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled
    from huggingface_hub.utils import build_hf_headers

    repository = entry.repository
    if repository is None:
        raise ModelError("not_on_hub", "This model cannot be downloaded.", _FROM_FOLDER)
    token: str | bool = os.environ.get("HF_TOKEN") or False
    endpoint = os.environ.get("HF_ENDPOINT") or constants.ENDPOINT
    api = HfApi(endpoint=endpoint, token=token)
    try:
        reporter.begin("Asking the hub for the list of files")
        info = _resolve(api, entry, repository)
        commit = info.sha or entry.revision
        _keep_only(staging, commit)
        planned = _plan(entry, info, build_hf_headers(token=token), endpoint, repository, pause_seconds)
        present = sum(_present(staging, wanted) for wanted in planned)
        total = sum(wanted.size for wanted in planned)
        require_disk(staging, total - present)
        reporter.begin(f"Downloading {repository}", total)
        files = [_obtain(staging, wanted, reporter, pause_seconds) for wanted in planned]
    except (HfHubHTTPError, httpx.HTTPError, OfflineModeIsEnabled) as error:
        raise _translate(error, repository) from error
    except OSError as error:
        raise disk_error(error) from error
    check_model_folder(staging, own_weights=read_families()[entry.encoder].own_weights)
    return {"repository": repository, "revision": commit, "encoder": entry.encoder, "files": [file.as_json() for file in files]}


def _present(staging: Path, wanted: _Wanted) -> int:
    for path in (staging / wanted.file.path, partial_folder(staging) / wanted.file.path):
        if path.is_file():
            return min(path.stat().st_size, wanted.size)
    return 0


def _obtain(staging: Path, wanted: _Wanted, reporter: Reporter, pause_seconds: float) -> StagedFile:
    target = staging / wanted.file.path
    if target.is_file():
        reporter.advance(target.stat().st_size)
        return _verify(wanted, target)
    partial = partial_folder(staging) / wanted.file.path
    if wanted.tower is None:
        fetch_ranges(wanted.remote, b"", [ByteRange(0, wanted.remote.size)], partial, reporter.advance, pause_seconds)
    else:
        fetch_ranges(wanted.remote, wanted.tower.head, wanted.tower.ranges, partial, reporter.advance, pause_seconds)
    staged = _verify(wanted, partial)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial.replace(target)
    return staged
