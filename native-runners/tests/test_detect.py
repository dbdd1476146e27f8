from __future__ import annotations

import json
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from goodclips_runners.detect import detect, main
from goodclips_runners.encoder import ModelError
from goodclips_runners.encoders import ENCODERS
from goodclips_runners.weights import check_layer_counts, read_header, weight_files

Shapes = dict[str, tuple[int, ...]]


def save_tensors(path: Path, shapes: Shapes) -> None:
    """A safetensors file of zeros, written by hand: the headers are what is read."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, shape in shapes.items():
        size = 2 * int(np.prod(shape))
        header[name] = {"dtype": "F16", "shape": list(shape), "data_offsets": [end, end + size]}
        end += size
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + bytes(end))


def save_json(path: Path, value: object) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")


def folder_of(folder: Path, kind: str) -> Path:
    """A folder as the hub lays it out, with the weights that count."""
    save_json(folder / "tokenizer.json", {})
    save_json(folder / "tokenizer_config.json", {})
    (folder / "README.md").write_text("card", encoding="utf-8")
    (folder / ".gitattributes").write_text("", encoding="utf-8")
    weights: Shapes = {}
    config: dict[str, Any] = {}
    if kind == "clip":
        config = {"model_type": "clip", "architectures": ["CLIPModel"], "projection_dim": 512, "text_config": {}, "vision_config": {}}
        weights = {"visual_projection.weight": (512, 768), "text_projection.weight": (512, 512)}
    elif kind in ("siglip", "siglip2"):
        # google/siglip2-base-patch16-224 says "siglip"; only NaFlex says "siglip2".
        config = {"model_type": kind, "text_config": {"vocab_size": 256000}, "vision_config": {"model_type": "siglip_vision_model"}}
        weights = {"vision_model.embeddings.patch_embedding.weight": (768, 3, 16, 16), "text_model.head.weight": (768, 768)}
    elif kind == "clap":
        config = {"model_type": "clap", "architectures": ["ClapModel"], "projection_dim": 512, "audio_config": {"enable_fusion": False}}
        weights = {"audio_projection.linear1.weight": (512, 768), "text_projection.linear1.weight": (512, 768)}
    elif kind in ("bert", "mpnet", "qwen3", "distilbert"):
        config = {"model_type": kind, "architectures": [f"{kind.capitalize()}Model"], "hidden_size": 384}
        if kind == "distilbert":
            config["dim"] = config.pop("hidden_size")
        weights = {"embeddings.word_embeddings.weight": (10, 384)}
        mode = "lasttoken" if kind == "qwen3" else "mean_tokens"
        save_json(folder / "1_Pooling" / "config.json", {"word_embedding_dimension": 384, f"pooling_mode_{mode}": True})
        save_json(folder / "config_sentence_transformers.json", {"prompts": {"query": "Ask: ", "document": ""}})
    elif kind == "internvl":
        config = {"model_type": "internvl", "vision_config": {"model_type": "internvl_vision", "hidden_size": 1024}}
        weights = {"vision_tower.embeddings.cls_token": (1, 1, 1024), "language_model.model.embed_tokens.weight": (500, 64)}
    elif kind == "internvl-tower":
        config = {"model_type": "internvl_vision", "hidden_size": 128}
        weights = {"embeddings.cls_token": (1, 1, 128)}
    elif kind == "open-clip":
        save_json(folder / "open_clip_config.json", {"model_cfg": {"embed_dim": 512, "vision_cfg": {}, "text_cfg": {}}})
        save_tensors(folder / "open_clip_model.safetensors", {"visual.proj": (768, 512)})
        return folder
    save_json(folder / "config.json", config)
    save_tensors(folder / "model.safetensors", weights)
    return folder


@pytest.mark.parametrize(
    ("kind", "encoder", "modality", "space_kind", "dimension"),
    [
        ("clip", "clip", "visual", "cross-modal", 512),
        ("siglip", "siglip", "visual", "cross-modal", 768),
        ("siglip2", "siglip", "visual", "cross-modal", 768),
        ("open-clip", "open-clip", "visual", "cross-modal", 512),
        ("clap", "clap", "audio", "cross-modal", 512),
        ("bert", "text-mean", "captions", "text", 384),
        ("mpnet", "text-mean", "captions", "text", 384),
        ("distilbert", "text-mean", "captions", "text", 384),
        ("qwen3", "text-last-token", "captions", "text", 384),
        ("internvl", "internvl-vision", "likeness", "likeness", 1024),
        ("internvl-tower", "internvl-vision", "likeness", "likeness", 128),
    ],
)
def test_each_architecture_finds_its_encoder(
    tmp_path: Path, kind: str, encoder: str, modality: str, space_kind: str, dimension: int
) -> None:
    found = detect(folder_of(tmp_path, kind)).as_json()
    assert encoder in ENCODERS
    assert (found["encoder"], found["modality"], found["spaceKind"], found["dimension"]) == (encoder, modality, space_kind, dimension)
    assert found["runsFolderCode"] is False
    files: Any = found["files"]
    paths = {file["path"] for file in files}
    assert ("open_clip_model.safetensors" if kind == "open-clip" else "model.safetensors") in paths
    assert {"tokenizer.json", "README.md"} <= paths
    assert ".gitattributes" not in paths
    assert all(file["sizeBytes"] == (tmp_path / file["path"]).stat().st_size for file in files)
    if kind in ("bert", "qwen3"):
        assert "1_Pooling/config.json" in paths
        assert found["prompts"] == {"query": "Ask: {}", "passage": "{}"}


def test_of_a_whole_internvl_only_the_tower_counts(tmp_path: Path) -> None:
    found = detect(folder_of(tmp_path, "internvl"))
    weights = [file for file in found.files if file.path == "model.safetensors"]
    assert weights[0].tensor_prefixes == ("vision_tower.",)
    whole = detect(folder_of(tmp_path, "clip")).memory_bytes
    assert found.memory_bytes < whole


def test_a_folder_with_both_layouts_is_open_clip(tmp_path: Path) -> None:
    folder_of(tmp_path, "clip")
    assert detect(folder_of(tmp_path, "open-clip")).encoder == "open-clip"
    (tmp_path / "open_clip_model.safetensors").unlink()
    assert detect(tmp_path).encoder == "clip"


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "modeling_x.py", "sub/data.pkl", "archive.tar.gz"])
def test_unsafe_files_are_refused(tmp_path: Path, name: str) -> None:
    folder_of(tmp_path, "bert")
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(b"\x80\x04.")
    with pytest.raises(ModelError, match=name.rpartition("/")[2]) as raised:
        detect(tmp_path)
    assert raised.value.code == "unsafe_model"


def test_code_of_the_folder_needs_consent(tmp_path: Path) -> None:
    save_json(tmp_path / "config.json", {"model_type": "internvideo2", "auto_map": {"AutoModel": "modeling.Video"}, "embed_dim": 768})
    (tmp_path / "modeling.py").write_text("raise SystemError('it ran')", encoding="utf-8")
    with pytest.raises(ModelError) as raised:
        detect(tmp_path)
    assert raised.value.code == "consent_needed"
    found = detect(tmp_path, consent_to_run_code=True)
    assert (found.encoder, found.dimension, found.family.runs_folder_code) == ("internvideo2", 768, True)
    assert {file.path for file in found.files} == {"config.json", "modeling.py"}


def change(folder: Path, name: str, **values: object) -> None:
    path = folder / name
    save_json(path, json.loads(path.read_text(encoding="utf-8")) | values)


@pytest.mark.parametrize(
    "reason",
    ["empty", "unknown", "no weights", "cut off", "no header", "other size", "no tokenizer", "pooling", "dense", "not embeddings", "fused"],
)
def test_what_no_encoder_can_load_is_refused_with_a_remedy(tmp_path: Path, reason: str) -> None:
    weights = tmp_path / "model.safetensors"
    if reason == "unknown":
        folder_of(tmp_path, "bert")
        change(tmp_path, "config.json", model_type="llama")
    elif reason == "no weights":
        folder_of(tmp_path, "bert")
        weights.unlink()
    elif reason == "cut off":
        folder_of(tmp_path, "bert")
        weights.write_bytes(weights.read_bytes()[:-2])
    elif reason == "no header":
        folder_of(tmp_path, "bert")
        weights.write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    elif reason == "other size":
        folder_of(tmp_path, "clip")
        change(tmp_path, "config.json", projection_dim=768)
    elif reason == "no tokenizer":
        folder_of(tmp_path, "clip")
        (tmp_path / "tokenizer.json").unlink()
    elif reason == "pooling":
        folder_of(tmp_path, "bert")
        save_json(tmp_path / "1_Pooling" / "config.json", {"pooling_mode_max_tokens": True})
    elif reason == "dense":
        folder_of(tmp_path, "bert")
        save_json(tmp_path / "2_Dense" / "config.json", {})
    elif reason == "not embeddings":
        folder_of(tmp_path, "qwen3")
        (tmp_path / "1_Pooling" / "config.json").unlink()
    elif reason == "fused":
        folder_of(tmp_path, "clap")
        change(tmp_path, "config.json", audio_config={"enable_fusion": True})
    with pytest.raises(ModelError) as raised:
        detect(tmp_path)
    assert raised.value.code == "model_invalid"
    assert raised.value.remedy


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as raised:
        detect(tmp_path / "nowhere")
    assert raised.value.code == "model_missing"


def test_parts_of_weights_must_all_be_there(tmp_path: Path) -> None:
    save_json(tmp_path / "model.safetensors.index.json", {"weight_map": {"a": "one.safetensors", "b": "../two.safetensors"}})
    save_tensors(tmp_path / "one.safetensors", {"a": (2,)})
    with pytest.raises(ModelError, match="two"):
        weight_files(tmp_path)
    save_tensors(tmp_path / "two.safetensors", {"b": (3,)})
    assert [file.name for file in weight_files(tmp_path)] == ["one.safetensors", "two.safetensors"]


@pytest.mark.parametrize("entry", [{"dtype": "F32", "shape": [1]}, {"dtype": "F32", "shape": [1], "data_offsets": [4, 0]}, 7])
def test_a_broken_header_is_refused(tmp_path: Path, entry: object) -> None:
    text = json.dumps({"a": entry}).encode()
    (tmp_path / "x.safetensors").write_bytes(struct.pack("<Q", len(text)) + text)
    with pytest.raises(ModelError):
        read_header(tmp_path / "x.safetensors")


def test_prints_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder_of(tmp_path, "bert"))]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert json.loads(out)["encoder"] == "text-mean"
    assert main([str(tmp_path / "nowhere")]) == 3
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "model_missing"


def test_imports_no_heavy_library(tmp_path: Path) -> None:
    program = (
        "import sys; from goodclips_runners.detect import main; code = main([sys.argv[1]]);"
        "sys.exit(code or int(bool({'torch', 'numpy', 'transformers', 'PIL'} & set(sys.modules))))"
    )
    root = Path(__file__).parent.parent
    ran = subprocess.run([sys.executable, "-c", program, str(folder_of(tmp_path, "clip"))], cwd=root, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_more_layers_than_the_weights_can_fill_are_refused(tmp_path: Path) -> None:
    save_tensors(tmp_path / "model.safetensors", {"a": (2,), "b": (2,)})
    for config in (
        {"num_hidden_layers": 10**9},
        {"vision_config": {"depth": 5000}},
        {"audio_config": {"depths": [2, 2, 100_000, 2]}},
        {"text_cfg": {"layers": 1001}},
    ):
        (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf-8")
        with pytest.raises(ModelError, match="layers") as caught:
            check_layer_counts(tmp_path)
        assert caught.value.code == "model_invalid"
    for config in ({"num_hidden_layers": 48, "hidden_size": 10**6, "layer_norm_eps": 1e-6, "max_position_embeddings": 10**9}, {}):
        (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf-8")
        check_layer_counts(tmp_path)
