from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from fake_hub import COMMIT, FakeFile, FakeHub
from safetensors.numpy import load_file, save

from goodclips_runners.architectures import read_families
from goodclips_runners.encoder import ModelError
from goodclips_runners.install_hub import install_from_hub
from goodclips_runners.install_registry import RegistryEntry, RegistryFile, read_registry
from goodclips_runners.install_report import Reporter

if TYPE_CHECKING:
    from collections.abc import Sequence

WEIGHTS = bytes(np.random.default_rng(1).integers(0, 256, 3_000_000, dtype=np.uint8))
CONFIG = b'{"model_type": "bert"}'
REGISTRY = Path(__file__).parents[2] / "resources" / "models.json"


@pytest.fixture(autouse=True)
def online(monkeypatch: pytest.MonkeyPatch) -> None:
    """An encoder that another test loaded has switched this process's hub off for good; an installation is a process of its own."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        monkeypatch.delenv(name, raising=False)


def reporter() -> tuple[Reporter, io.BytesIO]:
    read, write = os.pipe()
    os.set_blocking(write, False)
    os.close(read)
    said = io.BytesIO()
    told = Reporter(os.dup(write))
    os.close(write)
    told.say = lambda message: said.write(json.dumps(dict(message)).encode() + b"\n")  # type: ignore[method-assign]
    return told, said


def file(path: str, **more: Any) -> RegistryFile:
    return RegistryFile(path, 1, more.get("sha256"), more.get("optional", False), tuple(more.get("prefixes", ())))


def entry(*files: RegistryFile, revision: str = "main") -> RegistryEntry:
    return RegistryEntry("a-model", "o/m", revision, files or (file("config.json"), file("model.safetensors")), 32, "text-mean", False)


def hub(**more: Any) -> FakeHub:
    return FakeHub({"main": {"config.json": FakeFile(CONFIG), "model.safetensors": FakeFile(WEIGHTS, lfs=True)}}, **more)


def install(server: FakeHub, staging: Path, wanted: RegistryEntry | None = None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    told, said = reporter()
    os.environ["HF_ENDPOINT"] = server.url
    try:
        manifest = install_from_hub(wanted or entry(), staging, told, pause_seconds=0.01)
    finally:
        del os.environ["HF_ENDPOINT"]
    return manifest, [json.loads(line) for line in said.getvalue().splitlines()]


def refusal(server: FakeHub, staging: Path, wanted: RegistryEntry | None = None) -> ModelError:
    with pytest.raises(ModelError) as caught:
        install(server, staging, wanted)
    assert caught.value.remedy
    return caught.value


def test_files_arrive_verified_with_the_commit_that_the_branch_meant(tmp_path: Path) -> None:
    with hub() as server:
        manifest, said = install(server, tmp_path / "s")
    assert manifest["revision"] == COMMIT
    assert (tmp_path / "s" / "model.safetensors").read_bytes() == WEIGHTS
    assert manifest["files"][1] == {
        "path": "model.safetensors",
        "sizeBytes": len(WEIGHTS),
        "sha256": hashlib.sha256(WEIGHTS).hexdigest(),
    }
    assert sorted(path.name for path in (tmp_path / "s").iterdir()) == ["config.json", "model.safetensors"]
    assert {line["bytesTotal"] for line in said} == {None, len(WEIGHTS) + len(CONFIG)}
    assert server.tokens == {""}


def test_weights_of_a_format_of_their_own_arrive_where_the_family_has_them(tmp_path: Path) -> None:
    files = {"config.json": FakeFile(CONFIG), "model.bin": FakeFile(WEIGHTS, lfs=True)}
    listed = (file("config.json"), file("model.bin"))
    speech = RegistryEntry("a-model", "o/m", "main", listed, None, "whisper-ct2", False)
    with FakeHub({"main": files}) as server:
        manifest, _ = install(server, tmp_path / "speech", speech)
        assert [each["path"] for each in manifest["files"]] == ["config.json", "model.bin"]
        assert refusal(server, tmp_path / "text", entry(*listed)).code == "unsafe_model"


def test_a_person_who_switched_downloads_off_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with hub() as server:
        error = refusal(server, tmp_path / "s")
    assert error.code == "no_network"
    assert "HF_HUB_OFFLINE" in str(error)


def test_goes_on_after_cut_connections(tmp_path: Path) -> None:
    with hub(cut_after={"model.safetensors": [1_200_000, 100_000]}) as server:
        install(server, tmp_path / "s")
        assert (tmp_path / "s" / "model.safetensors").read_bytes() == WEIGHTS
        starts = [int(asked.removeprefix("bytes=").split("-")[0]) for asked in server.ranges["model.safetensors"]]
    assert starts == sorted(starts)
    assert len(starts) == 3
    assert starts[1] > 0
    assert starts[2] >= starts[1]


def test_goes_on_with_a_server_that_knows_no_ranges(tmp_path: Path) -> None:
    with hub(cut_after={"model.safetensors": [2_000_000]}, ignore_ranges=True) as server:
        install(server, tmp_path / "s")
    assert (tmp_path / "s" / "model.safetensors").read_bytes() == WEIGHTS


def test_a_killed_installation_is_taken_up_where_it_stopped(tmp_path: Path) -> None:
    registry = tmp_path / "models.json"
    document = json.loads(REGISTRY.read_text("utf-8"))
    document["models"] = [model for model in document["models"] if model["id"] == "e5-base-v2"]
    document["models"][0]["files"] = [{"path": "config.json", "sizeBytes": 1}, {"path": "model.safetensors", "sizeBytes": 1}]
    registry.write_text(json.dumps(document), "utf-8")
    staging = tmp_path / "s"
    line = [sys.executable, "-m", "goodclips_runners.install", "hub", "--registry", str(registry), "--id", "e5-base-v2"]
    with hub(stall_after={"model.safetensors": 2_500_000}) as server:
        environment = {**os.environ, "HF_ENDPOINT": server.url, "PYTHONPATH": str(Path(__file__).parents[1])}
        with subprocess.Popen([*line, "--staging", str(staging)], env=environment, stdout=subprocess.PIPE) as child:
            assert server.stalled.wait(60)
            partial = tmp_path / "s.partial" / "model.safetensors"
            _wait_for_size(partial, 2_000_000)
            child.kill()
        kept = partial.stat().st_size
        server.stall_after.clear()
        server.ranges.clear()
        done = subprocess.run([*line, "--staging", str(staging)], env=environment, capture_output=True, text=True, check=False)
    last = json.loads(done.stdout.splitlines()[-1])
    assert (done.returncode, last["type"]) == (0, "staged")
    assert server.ranges["model.safetensors"] == [f"bytes={kept}-{len(WEIGHTS) - 1}"]
    assert (staging / "model.safetensors").read_bytes() == WEIGHTS


def _wait_for_size(path: Path, size: int) -> None:
    import time

    deadline = time.monotonic() + 60
    while not (path.is_file() and path.stat().st_size >= size):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_what_was_fetched_of_another_commit_is_not_used(tmp_path: Path) -> None:
    old = tmp_path / "s.partial"
    old.mkdir(parents=True)
    (old / "model.safetensors").write_bytes(b"x" * 1000)
    (old / "commit").write_text("another", "utf-8")
    with hub() as server:
        install(server, tmp_path / "s")
    assert (tmp_path / "s" / "model.safetensors").read_bytes() == WEIGHTS


def test_a_complete_installation_that_was_not_used_is_not_fetched_again(tmp_path: Path) -> None:
    with hub() as server:
        install(server, tmp_path / "s")
        server.ranges.clear()
        manifest, _ = install(server, tmp_path / "s")
    assert server.ranges == {}
    assert len(manifest["files"]) == 2


@pytest.mark.parametrize(
    "damaged",
    [FakeFile(WEIGHTS, lfs=True, stated_sha256="0" * 64), FakeFile(WEIGHTS[:-1] + bytes([WEIGHTS[-1] ^ 1]), lfs=False)],
)
def test_a_wrong_checksum_is_refused_and_fetched_anew(tmp_path: Path, damaged: FakeFile) -> None:
    server = hub()
    server.revisions["main"]["model.safetensors"] = damaged
    wanted = entry(file("config.json"), file("model.safetensors", sha256=hashlib.sha256(WEIGHTS).hexdigest()))
    with server:
        assert refusal(server, tmp_path / "s", wanted).code == "checksum_mismatch"
        assert not (tmp_path / "s" / "model.safetensors").exists()
        server.revisions[COMMIT]["model.safetensors"] = FakeFile(WEIGHTS, lfs=True)
        install(server, tmp_path / "s", wanted)
    assert (tmp_path / "s" / "model.safetensors").read_bytes() == WEIGHTS


def test_a_small_file_is_checked_by_its_git_id(tmp_path: Path) -> None:
    server = hub()
    changed = FakeFile(CONFIG)
    changed.sibling = lambda path: {"rfilename": path, "size": len(CONFIG), "blobId": "0" * 40}  # type: ignore[method-assign]
    server.revisions["main"]["config.json"] = changed
    with server:
        assert refusal(server, tmp_path / "s").code == "checksum_mismatch"


def test_a_disk_that_is_too_small_is_told_before_anything_is_written(tmp_path: Path) -> None:
    server = hub()
    server.revisions["main"]["model.safetensors"].stated_size = 10**16
    with server:
        error = refusal(server, tmp_path / "s")
    assert error.code == "disk_full"
    assert "model.safetensors" not in server.ranges


@pytest.mark.parametrize(
    ("status", "error_code", "expected"),
    [
        (401, None, "access_denied"),
        (401, "GatedRepo", "access_denied"),
        (403, "GatedRepo", "access_denied"),
        (404, "RepoNotFound", "not_on_hub"),
        (404, "RevisionNotFound", "not_on_hub"),
        (500, None, "no_network"),
    ],
)
def test_a_refusing_hub_has_a_remedy(tmp_path: Path, status: int, error_code: str | None, expected: str) -> None:
    with hub(status=status, error_code=error_code) as server:
        assert refusal(server, tmp_path / "s").code == expected


def test_no_hub_at_all(tmp_path: Path) -> None:
    with hub() as server:
        address = server.url
    server = hub()
    os.environ["HF_ENDPOINT"] = address
    told, _ = reporter()
    try:
        with pytest.raises(ModelError) as caught:
            install_from_hub(entry(), tmp_path / "s", told, pause_seconds=0.01)
    finally:
        del os.environ["HF_ENDPOINT"]
    assert caught.value.code == "no_network"
    assert "folder" in caught.value.remedy


def test_a_missing_file_is_named_and_an_optional_one_left_out(tmp_path: Path) -> None:
    with hub() as server:
        manifest, _ = install(server, tmp_path / "s", entry(file("config.json"), file("extra.json", optional=True)))
        assert [listed["path"] for listed in manifest["files"]] == ["config.json"]
        assert "vocab.txt" in str(refusal(server, tmp_path / "t", entry(file("vocab.txt"))))


def test_without_safetensors_the_hubs_own_conversion_is_taken(tmp_path: Path) -> None:
    server = hub()
    server.revisions["refs/pr/3"] = {"config.json": FakeFile(CONFIG), "model.safetensors": FakeFile(WEIGHTS, lfs=True)}
    del server.revisions["main"]["model.safetensors"]
    common: dict[str, object] = {
        "isPullRequest": True,
        "status": "open",
        "createdAt": "2024-01-01T00:00:00.000Z",
        "title": "Adding `safetensors`",
    }
    stranger: dict[str, object] = {**common, "num": 2, "author": {"name": "somebody"}, "repo": {"name": "o/m", "type": "model"}}
    server.discussions = [stranger]
    with server:
        assert refusal(server, tmp_path / "s").code == "not_on_hub"
        server.discussions = [stranger, {**stranger, "num": 3, "author": {"name": "SFconvertbot"}}]
        manifest, _ = install(server, tmp_path / "s")
    assert manifest["revision"] == "refs-pr-3"
    assert (tmp_path / "s" / "model.safetensors").read_bytes() == WEIGHTS


def tower_file(names: Sequence[str]) -> tuple[bytes, dict[str, np.ndarray[Any, Any]]]:
    generator = np.random.default_rng(2)
    tensors = {name: generator.standard_normal((3, 100 + place)).astype(np.float32) for place, name in enumerate(names)}
    return save(tensors), tensors


def test_of_a_large_file_only_the_tower_is_fetched(tmp_path: Path) -> None:
    names = ["language.a", "model.vision_tower.b", "language.c", "model.vision_tower.d", "model.vision_tower.e", "vision_towers.f"]
    content, tensors = tower_file(names)
    server = hub(cut_after={"model.safetensors": []})
    server.revisions["main"]["model.safetensors"] = FakeFile(content, lfs=True)
    wanted = entry(file("config.json"), file("model.safetensors", prefixes=["vision_tower.", "model.vision_tower."]))
    with server:
        manifest, said = install(server, tmp_path / "s", wanted)
    loaded = load_file(tmp_path / "s" / "model.safetensors")
    assert sorted(loaded) == ["b", "d", "e"]
    for name, values in loaded.items():
        np.testing.assert_array_equal(values, tensors[f"model.vision_tower.{name}"])
    written = (tmp_path / "s" / "model.safetensors").read_bytes()
    assert manifest["files"][1]["sha256"] == hashlib.sha256(written).hexdigest()
    assert said[-1]["bytesTotal"] == len(written) + len(CONFIG)
    fetched = 0
    for asked in server.ranges["model.safetensors"]:
        first, last = asked.removeprefix("bytes=").split("-")
        fetched += int(last) + 1 - int(first)
    assert fetched < len(content) - tensors["language.c"].nbytes


def test_an_interrupted_tower_goes_on(tmp_path: Path) -> None:
    content, tensors = tower_file(["vision_tower.a", "language.b", "vision_tower.c"])
    wanted = entry(file("model.safetensors", prefixes=["vision_tower."]))
    server = hub()
    server.revisions["main"]["model.safetensors"] = FakeFile(content, lfs=True)
    # The first two requests read the header; the third breaks off, and so does every one after it.
    server.cut_after["model.safetensors"] = [10**9, 10**9, 700] + [0] * 5
    with server:
        assert refusal(server, tmp_path / "s", wanted).code == "no_network"
        server.cut_after.clear()
        server.ranges.clear()
        install(server, tmp_path / "s", wanted)
    loaded = load_file(tmp_path / "s" / "model.safetensors")
    np.testing.assert_array_equal(loaded["a"], tensors["vision_tower.a"])
    np.testing.assert_array_equal(loaded["c"], tensors["vision_tower.c"])
    third = server.ranges["model.safetensors"][2]
    header = int.from_bytes(content[:8], "little")
    begin = 8 + header + json.loads(content[8 : 8 + header])["vision_tower.a"]["data_offsets"][0]
    assert int(third.removeprefix("bytes=").split("-")[0]) == begin + 700


@pytest.mark.parametrize(
    "content",
    [
        b"\xff" * 64,
        (2).to_bytes(8, "little") + b"[]" + b"\0" * 20,
        save({"language.a": np.zeros(4, np.float32)}),
        len(b'{"t.a":{"dtype":"F32","shape":[9],"data_offsets":[0,36]}}').to_bytes(8, "little")
        + b'{"t.a":{"dtype":"F32","shape":[9],"data_offsets":[0,36]}}',
    ],
)
def test_a_broken_header_is_refused(tmp_path: Path, content: bytes) -> None:
    server = hub()
    server.revisions["main"]["model.safetensors"] = FakeFile(content, lfs=True)
    with server:
        error = refusal(server, tmp_path / "s", entry(file("model.safetensors", prefixes=["t."])))
    assert error.code == "model_invalid"


def test_a_token_goes_to_the_hub_only_when_it_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    with hub() as server:
        install(server, tmp_path / "s")
    assert server.tokens == {"Bearer hf_secret"}


def test_the_registry_of_the_app_is_sound() -> None:
    entries = read_registry(REGISTRY)
    assert {"clip-vit-base-patch32", "all-minilm-l6-v2", "internvl3-5-2b", "internvideo2-stage2-1b"} <= set(entries)
    for model in entries.values():
        own = read_families()[model.encoder].own_weights
        weights = [listed.path for listed in model.files if listed.path.endswith(".safetensors") or listed.path in own]
        # What cannot be fetched is imported from a folder, which is checked then.
        assert model.repository is None or weights, model.id


@pytest.mark.parametrize(
    "change",
    [
        {"dimension": "512"},
        {"encoder": "keras"},
        {"files": [{"path": "../config.json", "sizeBytes": 1}]},
        {"files": [{"path": "config.json", "sizeBytes": 1, "sha256": "zz"}]},
        {"prompts": {"query": "a photo", "passage": "{}"}},
        {"colour": "red"},
        {"tags": ["cheap"]},
    ],
)
def test_a_registry_with_a_fault_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    document = json.loads(REGISTRY.read_text("utf-8"))
    document["models"][0].update(change)
    path = tmp_path / "models.json"
    path.write_text(json.dumps(document), "utf-8")
    with pytest.raises(ModelError) as caught:
        read_registry(path)
    assert caught.value.code == "environment"
