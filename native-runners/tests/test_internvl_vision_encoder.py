"""What only InternVL's tower does: it is taken out of a whole model, and a scene is the mean of its frames."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from goodclips_runners.encoder import ModelError
from goodclips_runners.encoders.internvl_vision import InternVLVisionEncoder
from tests.encoder_row import assert_independent_of_batch, assert_told_apart, cosines, embed, load_options
from tests.picture_samples import scene, write_json
from tests.sound_and_scene_rows import SMALL_TOWER, TOWER_SETTINGS, save_tower, tower_reference

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray


def embed_scenes(encoder: InternVLVisionEncoder, scenes: list[Any]) -> NDArray[np.float32]:
    return embed(encoder, "clips", scenes)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small-internvl")
    save_tower(folder, SMALL_TOWER)
    return folder


@pytest.mark.parametrize("prefix", ["vision_tower.", "model.vision_tower."])
def test_the_tower_is_taken_out_of_the_whole_model(tmp_path: Path, small: Path, prefix: str) -> None:
    save_tower(tmp_path, SMALL_TOWER, prefix)
    clips = [[scene(1, 80, 45), scene(2, 80, 45)], [scene(3, 45, 80)]]
    alone = embed_scenes(InternVLVisionEncoder.load(small, load_options()), clips)
    assert cosines(embed_scenes(InternVLVisionEncoder.load(tmp_path, load_options()), clips), alone).min() > 0.999999


def test_the_tower_may_be_spread_over_parts(tmp_path: Path, small: Path) -> None:
    save_tower(tmp_path, SMALL_TOWER, "vision_tower.")
    tensors = load_file(tmp_path / "model.safetensors")
    (tmp_path / "model.safetensors").unlink()
    names = sorted(tensors)
    parts_of: dict[str, str] = {}
    for number, part in enumerate((names[::2], names[1::2]), start=1):
        file = f"model-0000{number}-of-00002.safetensors"
        save_file({name: tensors[name] for name in part}, tmp_path / file, metadata={"format": "pt"})
        parts_of |= dict.fromkeys(part, file)
    write_json(tmp_path / "model.safetensors.index.json", {"metadata": {}, "weight_map": parts_of})
    frames = [[scene(1, 80, 45)]]
    alone = embed_scenes(InternVLVisionEncoder.load(small, load_options()), frames)
    assert cosines(embed_scenes(InternVLVisionEncoder.load(tmp_path, load_options()), frames), alone)[0] > 0.999999


def test_a_scene_is_the_mean_of_at_most_eight_frames(small: Path) -> None:
    encoder = InternVLVisionEncoder.load(small, load_options())
    frames = [scene(seed, 90, 50) for seed in range(16)]
    rows = tower_reference(small, "images", frames)
    assert cosines(embed_scenes(encoder, [frames[:8]]), rows[:8].mean(0, keepdims=True))[0] > 0.99999
    assert cosines(embed_scenes(encoder, [frames]), rows[1::2].mean(0, keepdims=True))[0] > 0.99999
    clips = [frames[:1], frames[1:4], frames[4:12], frames[12:13], frames[13:16]]
    together = embed_scenes(encoder, clips)
    assert_told_apart(together)
    encoder.max_batch = 3
    assert_independent_of_batch(lambda batch: embed_scenes(encoder, batch), clips, together)


@pytest.mark.parametrize("broken", ["pooling", "other shape", "settings"])
def test_files_that_do_not_fit_each_other_are_refused(tmp_path: Path, broken: str) -> None:
    save_tower(tmp_path, SMALL_TOWER)
    weights = tmp_path / "model.safetensors"
    tensors = load_file(weights)
    config: Any = json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))
    if broken == "pooling":
        write_json(tmp_path / "config.json", {**config, "use_mean_pooling": False})
    elif broken == "other shape":
        save_file({**tensors, "embeddings.cls_token": torch.zeros(1, 1, 32)}, weights)
    else:
        write_json(tmp_path / "preprocessor_config.json", TOWER_SETTINGS)
    with pytest.raises(ModelError) as raised:
        InternVLVisionEncoder.load(tmp_path, load_options())
    assert raised.value.code == "model_invalid"
