"""The real model is gated and was never run here: a small model with its interface stands for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from picture_samples import assert_independent_of_batch, assert_told_apart, checked, cosines, load_options, scene, write_json
from PIL import Image

from goodclips_runners.encoder import ItemError, ModelError
from goodclips_runners.encoders import load_encoder
from goodclips_runners.encoders.internvideo2 import InternVideo2Encoder

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

CODE = """
import torch
from transformers import PretrainedConfig, PreTrainedModel

from .pieces import widths


class TinyConfig(PretrainedConfig):
    model_type = "tiny_video"


class TinyVideo(PreTrainedModel):
    config_class = TinyConfig

    def __init__(self, config):
        super().__init__(config)
        self.head = torch.nn.Linear(3 * 4 * 49, widths())
        self.post_init()

    def get_vid_feat(self, frames):
        clips, count = frames.shape[:2]
        assert frames.shape[2:] == (3, 224, 224), frames.shape
        small = torch.nn.functional.adaptive_avg_pool2d(frames.flatten(0, 1), 7).reshape(clips, count, -1)
        return self.head(small.flatten(1)).unsqueeze(1)
"""


def save_tiny(folder: Path, seed: int = 1) -> torch.Tensor:
    from safetensors.torch import save_file

    (folder / "modeling_tiny.py").write_text(CODE, encoding="utf-8")
    (folder / "pieces.py").write_text(f"def widths():\n    return {15 + seed}\n", encoding="utf-8")
    auto_map = {"AutoConfig": "modeling_tiny.TinyConfig", "AutoModel": "modeling_tiny.TinyVideo"}
    write_json(folder / "config.json", {"model_type": "tiny_video", "auto_map": auto_map, "num_frames": 4, "size_t": 224})
    weight = torch.randn(15 + seed, 3 * 4 * 49, generator=torch.Generator().manual_seed(seed))
    tensors = {"head.weight": weight, "head.bias": torch.zeros(15 + seed)}
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    return weight


def embed(encoder: Any, clips: list[Any]) -> NDArray[np.float32]:
    prepared = encoder.prepare_clips(clips)
    assert prepared.errors == {}
    return checked(encoder.forward(prepared), len(clips), encoder.dim)


def test_gives_the_video_features_of_the_folders_own_code(tmp_path: Path) -> None:
    weight = save_tiny(tmp_path)
    encoder = load_encoder("internvideo2", tmp_path, load_options(consent_to_run_code=True))
    assert (encoder.dim, encoder.engine, encoder.preprocessing_version) == (16, "fp32", 0)
    clips = [[scene(10 * clip + frame, 160, 90) for frame in range(length)] for clip, length in enumerate((4, 8, 1, 3, 4))]
    chosen = [[0, 1, 2, 3], [1, 3, 5, 7], [0, 0, 0, 0], [0, 1, 1, 2], [0, 1, 2, 3]]
    mean = np.array([0.485, 0.456, 0.406])
    std = np.array([0.229, 0.224, 0.225])
    expected: list[Any] = []
    for clip, indices in zip(clips, chosen, strict=True):
        frames = [np.asarray(clip[index].resize((224, 224), Image.Resampling.BILINEAR)) / 255 for index in indices]
        pixels = torch.from_numpy(((np.stack(frames) - mean) / std).transpose(0, 3, 1, 2)).float()
        expected.append((torch.nn.functional.adaptive_avg_pool2d(pixels, 7).flatten() @ weight.T).numpy())
    vectors = embed(encoder, clips)
    assert_told_apart(vectors)
    assert cosines(vectors, np.stack(expected)).min() >= 0.9999
    assert_independent_of_batch(lambda batch: embed(encoder, batch), clips, vectors)


def test_two_folders_do_not_share_code(tmp_path: Path) -> None:
    dims: list[int] = []
    for seed in (1, 2, 1):
        folder = tmp_path / str(seed)
        folder.mkdir(exist_ok=True)
        save_tiny(folder, seed)
        dims.append(InternVideo2Encoder.load(folder, load_options(consent_to_run_code=True)).dim)
    assert dims == [16, 17, 16]


def test_no_code_runs_without_consent(tmp_path: Path) -> None:
    save_tiny(tmp_path)
    mark = tmp_path / "it-ran"
    (tmp_path / "pieces.py").write_text(f"open({str(mark)!r}, 'w').close()\n", encoding="utf-8")
    for load in (InternVideo2Encoder.load, lambda folder, options: load_encoder("internvideo2", folder, options)):
        with pytest.raises(ModelError) as raised:
            load(tmp_path, load_options())
        assert raised.value.code == "consent_needed"
    assert not mark.exists()


@pytest.mark.parametrize("broken", ["no class", "elsewhere", "no method", "code", "weights"])
def test_code_that_does_not_fit_is_refused(tmp_path: Path, broken: str) -> None:
    save_tiny(tmp_path)
    if broken == "no class":
        write_json(tmp_path / "config.json", {"model_type": "tiny_video"})
    elif broken == "elsewhere":
        write_json(tmp_path / "config.json", {"auto_map": {"AutoModel": "someone/else--modeling_tiny.TinyVideo"}})
    elif broken == "no method":
        (tmp_path / "modeling_tiny.py").write_text(CODE.replace("get_vid_feat", "other"), encoding="utf-8")
    elif broken == "code":
        (tmp_path / "modeling_tiny.py").write_text("raise SystemError('no')", encoding="utf-8")
    else:
        (tmp_path / "model.safetensors").write_bytes(b"nothing")
    with pytest.raises(ModelError) as raised:
        InternVideo2Encoder.load(tmp_path, load_options(consent_to_run_code=True))
    assert raised.value.code == "model_invalid"


def test_scenes_that_cannot_be_embedded_fail_alone(tmp_path: Path) -> None:
    save_tiny(tmp_path)
    encoder = InternVideo2Encoder.load(tmp_path, load_options(consent_to_run_code=True))
    prepared = encoder.prepare_clips([[scene(1, 40, 30)], [], ItemError("unreadable", "gone"), [scene(2, 40, 30)]])
    assert {position: error.code for position, error in prepared.errors.items()} == {1: "empty", 2: "unreadable"}
    vectors = encoder.forward(prepared)
    assert vectors.any(axis=1).tolist() == [True, False, False, True]
    assert cosines(vectors[3:], embed(encoder, [[scene(2, 40, 30)]]))[0] > 0.99999
