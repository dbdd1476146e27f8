from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from goodclips_runners.encoder import ModelError
from goodclips_runners.install import main
from goodclips_runners.install_folder import install_from_folder
from goodclips_runners.install_registry import RegistryEntry, RegistryFile
from goodclips_runners.install_report import Reporter

if TYPE_CHECKING:
    from numpy.typing import NDArray

REGISTRY = Path(__file__).parents[2] / "resources" / "models.json"


@pytest.fixture
def reporter() -> Reporter:
    return Reporter(os.open(os.devnull, os.O_WRONLY))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A BERT-like folder; its weights need not be loadable, since only their header is read."""
    made = tmp_path / "a folder"
    (made / "1_Pooling").mkdir(parents=True)
    (made / "1_Pooling" / "config.json").write_text('{"pooling_mode_mean_tokens": true}', "utf-8")
    (made / "config.json").write_text('{"model_type": "bert", "hidden_size": 384, "architectures": ["BertModel"]}', "utf-8")
    (made / "tokenizer.json").write_text("{}", "utf-8")
    (made / ".gitattributes").write_text("x", "utf-8")
    save_file({"embeddings.word_embeddings.weight": np.zeros((4, 384), np.float32)}, made / "model.safetensors")
    return made


def entry(**more: Any) -> RegistryEntry:
    file = RegistryFile("model.safetensors", 1, more.get("sha256"), False, ())
    return RegistryEntry("e", "o/m", "main", (file,), more.get("dimension", 384), more.get("encoder", "text-mean"), False)


def refusal(wanted: RegistryEntry | None, folder: Path, tmp_path: Path, reporter: Reporter) -> ModelError:
    with pytest.raises(ModelError) as caught:
        install_from_folder(wanted, folder, tmp_path / "s", reporter)
    assert caught.value.remedy
    return caught.value


def test_a_folder_is_copied_with_digests_and_what_it_is(folder: Path, tmp_path: Path, reporter: Reporter) -> None:
    manifest = install_from_folder(None, folder, tmp_path / "s", reporter)
    assert (manifest["encoder"], manifest["modality"], manifest["dimension"]) == ("text-mean", "captions", 384)
    paths = [file["path"] for file in manifest["files"]]
    assert paths == ["1_Pooling/config.json", "config.json", "model.safetensors", "tokenizer.json"]
    assert all((tmp_path / "s" / path).read_bytes() == (folder / path).read_bytes() for path in paths)
    assert reporter.bytes_done == sum(file["sizeBytes"] for file in manifest["files"])


def test_the_same_content_has_the_same_revision_wherever_it_lies(folder: Path, tmp_path: Path, reporter: Reporter) -> None:
    first = install_from_folder(None, folder, tmp_path / "s", reporter)
    moved = folder.rename(tmp_path / "elsewhere")
    assert install_from_folder(None, moved, tmp_path / "t", reporter)["revision"] == first["revision"]
    (moved / "tokenizer.json").write_text("{ }", "utf-8")
    assert install_from_folder(None, moved, tmp_path / "t", reporter)["revision"] != first["revision"]


@pytest.mark.parametrize("name", ["pytorch_model.bin", "modeling_bert.py", "weights/old.pkl"])
def test_files_that_can_run_code_are_refused(folder: Path, tmp_path: Path, reporter: Reporter, name: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(b"x")
    error = refusal(None, folder, tmp_path, reporter)
    assert error.code == "unsafe_model"
    assert name in str(error)
    assert not (tmp_path / "s").exists()


def test_a_link_out_of_the_folder_is_refused(folder: Path, tmp_path: Path, reporter: Reporter) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", "utf-8")
    (folder / "vocab.txt").symlink_to(secret)
    error = refusal(None, folder, tmp_path, reporter)
    assert error.code == "unsafe_model"
    assert "vocab.txt" in str(error)


def test_a_snapshot_of_the_hubs_cache_is_links_and_works(folder: Path, tmp_path: Path, reporter: Reporter) -> None:
    blobs = tmp_path / "models--o--m" / "blobs"
    snapshot = tmp_path / "models--o--m" / "snapshots" / "abc"
    blobs.mkdir(parents=True)
    snapshot.mkdir(parents=True)
    for name in ("config.json", "tokenizer.json", "model.safetensors"):
        (folder / name).rename(blobs / name)
        (snapshot / name).symlink_to(Path("../../blobs") / name)
    manifest = install_from_folder(None, snapshot, tmp_path / "s", reporter)
    assert [file["path"] for file in manifest["files"]] == ["config.json", "model.safetensors", "tokenizer.json"]
    assert not any(path.is_symlink() for path in (tmp_path / "s").iterdir())


def test_a_folder_must_be_the_model_of_the_registry(folder: Path, tmp_path: Path, reporter: Reporter) -> None:
    assert refusal(entry(encoder="clap"), folder, tmp_path, reporter).code == "model_invalid"
    assert refusal(entry(dimension=768), folder, tmp_path, reporter).code == "model_invalid"
    assert refusal(entry(sha256="0" * 64), folder, tmp_path, reporter).code == "checksum_mismatch"
    assert install_from_folder(entry(), folder, tmp_path / "s", reporter)["encoder"] == "text-mean"


def test_of_a_whole_internvl_only_the_tower_is_copied(tmp_path: Path, reporter: Reporter) -> None:
    folder = tmp_path / "internvl"
    folder.mkdir()
    config = {"model_type": "internvl", "vision_config": {"model_type": "internvl_vision", "hidden_size": 8}}
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    tensors: dict[str, NDArray[np.float32]] = {
        "language_model.weight": np.ones((100, 100), np.float32),
        "model.vision_tower.embeddings.cls_token": np.full((1, 1, 8), 3, np.float32),
        "model.vision_tower.layer.weight": np.full((8, 8), 4, np.float32),
    }
    save_file(tensors, folder / "model.safetensors")
    manifest = install_from_folder(None, folder, tmp_path / "s", reporter)
    assert (manifest["encoder"], manifest["modality"]) == ("internvl-vision", "likeness")
    kept = load_file(tmp_path / "s" / "model.safetensors")
    assert sorted(kept) == ["embeddings.cls_token", "layer.weight"]
    np.testing.assert_array_equal(kept["layer.weight"], tensors["model.vision_tower.layer.weight"])


def test_code_of_a_folder_needs_consent(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "internvideo2"
    folder.mkdir()
    config = {"auto_map": {"AutoModel": "model.InternVideo2"}, "model_type": "internvideo2_stage2", "embed_dim": 768}
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    (folder / "model.py").write_text("raise SystemExit", "utf-8")
    line = [
        "folder",
        "--registry",
        str(REGISTRY),
        "--id",
        "internvideo2-stage2-1b",
        "--path",
        str(folder),
        "--staging",
        str(tmp_path / "s"),
    ]
    assert main(line, Reporter(os.dup(1))) == 3
    assert json.loads(capfd.readouterr().out.splitlines()[-1])["code"] == "consent_needed"
    assert main([*line, "--consent-to-run-code"], Reporter(os.dup(1))) == 0
    staged = json.loads(capfd.readouterr().out.splitlines()[-1])
    assert (staged["type"], staged["runsFolderCode"]) == ("staged", True)
    assert (tmp_path / "s" / "model.py").is_file()


@pytest.mark.parametrize("path", ["relative", "/nowhere/at/all"])
def test_a_folder_that_is_not_there(path: str, tmp_path: Path, reporter: Reporter) -> None:
    assert refusal(None, Path(path), tmp_path, reporter).code == "model_missing"
