from __future__ import annotations

import gc
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from picture_samples import (
    assert_independent_of_batch,
    assert_told_apart,
    checked,
    cosines,
    discard,
    embed_pictures,
    load_options,
    scene,
    tell_apart,
    twenty_pictures,
    upright,
    write_json,
)
from safetensors.torch import load_file, save_file

from goodclips_runners.encoder import ItemError, ModelError
from goodclips_runners.encoders.internvl_vision import InternVLVisionEncoder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

# OpenGVLab/InternVL3_5-2B-HF, config.json (vision_config) and preprocessor_config.json
VISION: dict[str, Any] = {
    "architectures": ["InternVisionModel"],
    "attention_bias": True,
    "attention_dropout": 0.0,
    "dropout": 0.0,
    "hidden_act": "gelu",
    "hidden_dropout_prob": 0.0,
    "hidden_size": 1024,
    "image_size": [448, 448],
    "initializer_factor": 0.1,
    "initializer_range": 1e-10,
    "intermediate_size": 4096,
    "layer_norm_eps": 1e-06,
    "layer_scale_init_value": 0.1,
    "model_type": "internvl_vision",
    "norm_type": "layer_norm",
    "num_attention_heads": 16,
    "num_channels": 3,
    "num_hidden_layers": 24,
    "patch_size": [14, 14],
    "projection_dropout": 0.0,
    "torch_dtype": "bfloat16",
    "use_absolute_position_embeddings": True,
    "use_mask_token": False,
    "use_mean_pooling": True,
    "use_qk_norm": False,
}
SETTINGS: dict[str, Any] = {
    "crop_size": None,
    "crop_to_patches": False,
    "do_center_crop": None,
    "do_convert_rgb": True,
    "do_normalize": True,
    "do_rescale": True,
    "do_resize": True,
    "image_mean": [0.485, 0.456, 0.406],
    "image_processor_type": "GotOcr2ImageProcessorFast",
    "image_std": [0.229, 0.224, 0.225],
    "max_patches": 12,
    "min_patches": 1,
    "resample": 3,
    "rescale_factor": 0.00392156862745098,
    "size": {"height": 448, "width": 448},
}
SMALL = {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 2, "image_size": [56, 56]}


def save_tower(folder: Path, changes: dict[str, Any], prefix: str = "") -> None:
    """The tower with random weights: alone (prefix empty), or among the tensors of a whole model."""
    from transformers import InternVLVisionConfig, InternVLVisionModel

    vision = {**VISION, **changes}
    model = InternVLVisionModel(InternVLVisionConfig.from_dict(vision))
    tell_apart(model)
    tensors = {f"{prefix}{name}": tensor.bfloat16().contiguous() for name, tensor in model.state_dict().items()}
    if prefix:
        tensors["language_model.embed_tokens.weight"] = torch.zeros(1000, 64)
        config = {"model_type": "internvl", "architectures": ["InternVLForConditionalGeneration"], "vision_config": vision}
    else:
        config = vision
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    write_json(folder / "config.json", config)
    edge = vision["image_size"][0]
    write_json(folder / "preprocessor_config.json", {**SETTINGS, "size": {"height": edge, "width": edge}})


def reference_cls(folder: Path, changes: dict[str, Any], pictures: list[Any]) -> NDArray[np.float32]:
    """[CLS] of each picture by the native class and InternVL's own image processor on its Pillow back end."""
    from transformers import GotOcr2ImageProcessorPil, InternVLVisionConfig, InternVLVisionModel

    model = InternVLVisionModel(InternVLVisionConfig.from_dict({**VISION, **changes})).eval()
    model.load_state_dict({name: tensor.float() for name, tensor in load_file(folder / "model.safetensors").items()})
    edge = {**VISION, **changes}["image_size"][0]
    build: Any = GotOcr2ImageProcessorPil
    processor = build(**{**SETTINGS, "size": {"height": edge, "width": edge}})
    rows: list[Any] = []
    with torch.no_grad():
        for picture in pictures:
            pixels = processor([upright(picture)], return_tensors="pt")["pixel_values"]
            made: Any = model(pixel_values=pixels)
            rows.append(made.last_hidden_state[0, 0].numpy())
    return np.stack(rows)


def embed_clips(encoder: InternVLVisionEncoder, clips: list[Any]) -> NDArray[np.float32]:
    prepared = encoder.prepare_clips(clips)
    assert dict(prepared.errors) == {}
    return checked(encoder.forward(prepared), len(clips), encoder.dim)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small-internvl")
    save_tower(folder, SMALL)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    discard(tmp_path)


def compare_with_reference(folder: Path, changes: dict[str, Any], clips: int) -> None:
    pictures = twenty_pictures()
    expected = reference_cls(folder, changes, pictures)
    gc.collect()
    assert_told_apart(expected)
    encoder = InternVLVisionEncoder.load(folder, load_options())
    assert (encoder.dim, encoder.preprocessing_version) == (1024, 0)
    assert cosines(embed_pictures(encoder, pictures), expected).min() >= 0.9999
    scenes = [pictures[start : start + 3] for start in range(0, 3 * clips, 3)]
    means = np.stack([expected[start : start + 3].mean(0) for start in range(0, 3 * clips, 3)])
    assert cosines(embed_clips(encoder, scenes), means).min() >= 0.9999


@pytest.mark.full_size
def test_blocks_of_the_real_size_equal_the_reference(folder: Path) -> None:
    """All of InternVL3.5-2B's tower but its depth: one block instead of 24, which take a processor minutes for 20 pictures."""
    save_tower(folder, {"num_hidden_layers": 1})
    compare_with_reference(folder, {"num_hidden_layers": 1}, 1)


@pytest.mark.slow
@pytest.mark.full_size
def test_the_whole_tower_equals_the_reference(folder: Path) -> None:
    save_tower(folder, {})
    assert sum(tensor.numel() for tensor in load_file(folder / "model.safetensors").values()) == 304_012_288
    compare_with_reference(folder, {}, 1)


@pytest.mark.parametrize("prefix", ["vision_tower.", "model.vision_tower."])
def test_the_tower_is_taken_out_of_the_whole_model(tmp_path: Path, small: Path, prefix: str) -> None:
    save_tower(tmp_path, SMALL, prefix)
    clips = [[scene(1, 80, 45), scene(2, 80, 45)], [scene(3, 45, 80)]]
    alone = embed_clips(InternVLVisionEncoder.load(small, load_options()), clips)
    assert cosines(embed_clips(InternVLVisionEncoder.load(tmp_path, load_options()), clips), alone).min() > 0.999999


def test_the_tower_may_be_spread_over_parts(tmp_path: Path, small: Path) -> None:
    save_tower(tmp_path, SMALL, "vision_tower.")
    tensors = load_file(tmp_path / "model.safetensors")
    (tmp_path / "model.safetensors").unlink()
    names = sorted(tensors)
    places: dict[str, str] = {}
    for number, part in enumerate((names[::2], names[1::2]), start=1):
        file = f"model-0000{number}-of-00002.safetensors"
        save_file({name: tensors[name] for name in part}, tmp_path / file, metadata={"format": "pt"})
        places |= dict.fromkeys(part, file)
    write_json(tmp_path / "model.safetensors.index.json", {"metadata": {}, "weight_map": places})
    frames = [[scene(1, 80, 45)]]
    alone = embed_clips(InternVLVisionEncoder.load(small, load_options()), frames)
    assert cosines(embed_clips(InternVLVisionEncoder.load(tmp_path, load_options()), frames), alone)[0] > 0.999999


def test_a_scene_is_the_mean_of_at_most_eight_frames(small: Path) -> None:
    encoder = InternVLVisionEncoder.load(small, load_options())
    frames = [scene(seed, 90, 50) for seed in range(16)]
    rows = reference_cls(small, SMALL, frames)
    assert cosines(embed_clips(encoder, [frames[:8]]), rows[:8].mean(0, keepdims=True))[0] > 0.99999
    assert cosines(embed_clips(encoder, [frames]), rows[1::2].mean(0, keepdims=True))[0] > 0.99999
    clips = [frames[:1], frames[1:4], frames[4:12], frames[12:13], frames[13:16]]
    together = embed_clips(encoder, clips)
    assert_told_apart(together)
    encoder.max_batch = 3
    assert_independent_of_batch(lambda batch: embed_clips(encoder, batch), clips, together)


def test_scenes_that_cannot_be_embedded_fail_alone(small: Path) -> None:
    encoder = InternVLVisionEncoder.load(small, load_options())
    prepared = encoder.prepare_clips([[], [scene(1, 80, 45)], ItemError("unreadable", "gone")])
    assert {position: error.code for position, error in prepared.errors.items()} == {0: "empty", 2: "unreadable"}
    assert encoder.forward(prepared).any(axis=1).tolist() == [False, True, False]
    assert not encoder.forward(encoder.prepare_clips([[]])).any()
    assert [error.code for error in encoder.prepare_texts([("a dog", "query")]).errors.values()] == ["unsupported"]


@pytest.mark.parametrize("broken", ["pooling", "missing tensor", "other shape", "no weights", "settings"])
def test_a_folder_that_is_not_whole_is_refused(tmp_path: Path, broken: str) -> None:
    save_tower(tmp_path, SMALL)
    weights = tmp_path / "model.safetensors"
    tensors = load_file(weights)
    config: Any = json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))
    if broken == "pooling":
        write_json(tmp_path / "config.json", {**config, "use_mean_pooling": False})
    elif broken == "missing tensor":
        save_file({name: tensor for name, tensor in tensors.items() if "layer.1." not in name}, weights)
    elif broken == "other shape":
        save_file({**tensors, "embeddings.cls_token": torch.zeros(1, 1, 32)}, weights)
    elif broken == "no weights":
        weights.unlink()
    else:
        write_json(tmp_path / "preprocessor_config.json", SETTINGS)
    with pytest.raises(ModelError) as raised:
        InternVLVisionEncoder.load(tmp_path, load_options())
    assert raised.value.code == "model_invalid"
