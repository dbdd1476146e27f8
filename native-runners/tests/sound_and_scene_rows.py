"""The encoders of sounds and of scenes for the suite: CLAP, InternVL and InternVideo2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

from tests.encoder_row import BAD_CLIPS, BAD_IMAGES, BAD_SOUNDS, EncoderRow
from tests.picture_samples import scene, tell_apart, twenty_pictures, upright, write_json
from tests.random_models import CAPTIONS, save_clap, sounds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from goodclips_runners.encoders.base import Kind

WINDOW = 480_000
"""Samples in ten seconds, which CLAP takes at once."""


def clap_reference(folder: Path, kind: Kind, items: Sequence[Any]) -> NDArray[np.float32]:
    """Of `ClapModel` with its own extractor and tokenizer, an item at a time; the windows of a long sound are averaged."""
    from transformers import AutoFeatureExtractor, AutoTokenizer, ClapModel

    model: Any = ClapModel.from_pretrained(folder, dtype=torch.float32)
    model.eval()
    rows: list[NDArray[np.float32]] = []
    with torch.no_grad():
        if kind == "texts":
            tokenizer: Any = AutoTokenizer.from_pretrained(folder)
            for text, _ in items:
                batch = tokenizer([text], truncation=True, max_length=512, return_tensors="pt")
                rows.append(model.get_text_features(**batch).pooler_output[0].numpy())
            return np.stack(rows)
        extractor: Any = AutoFeatureExtractor.from_pretrained(folder)
        for sound in items:
            windows = [sound[start : start + WINDOW] for start in range(0, len(sound), WINDOW)]
            # A rest of less than a second is left out; `sounds` has one of 0.4 s.
            windows = [window for window in windows if window is windows[0] or len(window) >= 48_000]
            parts = [model.get_audio_features(**extractor(one, sampling_rate=48_000, return_tensors="pt")).pooler_output for one in windows]
            rows.append(torch.cat(parts).mean(dim=0).numpy())
    return np.stack(rows)


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
TOWER_SETTINGS: dict[str, Any] = {
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
SMALL_TOWER: dict[str, Any] = {
    "hidden_size": 64,
    "intermediate_size": 128,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "image_size": [56, 56],
}


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
    write_json(folder / "preprocessor_config.json", {**TOWER_SETTINGS, "size": {"height": edge, "width": edge}})


def tower_reference(folder: Path, kind: Kind, items: Sequence[Any]) -> NDArray[np.float32]:
    """[CLS] by the native class and InternVL's own image processor, on its Pillow back end; of a scene, the mean of its frames."""
    from transformers import AutoConfig, GotOcr2ImageProcessorPil, InternVLVisionModel

    config: Any = AutoConfig.from_pretrained(folder)
    model = InternVLVisionModel(config).eval()
    model.load_state_dict({name: tensor.float() for name, tensor in load_file(folder / "model.safetensors").items()})
    edge = config.image_size[0]
    build: Any = GotOcr2ImageProcessorPil
    processor = build(**{**TOWER_SETTINGS, "size": {"height": edge, "width": edge}})

    def of_picture(picture: Image.Image) -> NDArray[np.float32]:
        pixels = processor([upright(picture)], return_tensors="pt")["pixel_values"]
        made: Any = model(pixel_values=pixels)
        return made.last_hidden_state[0, 0].numpy()

    with torch.no_grad():
        if kind == "images":
            return np.stack([of_picture(picture) for picture in items])
        return np.stack([np.stack([of_picture(frame) for frame in frames]).mean(0) for frames in items])


VIDEO_CODE = """
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


def save_tiny_video(folder: Path, seed: int = 1) -> None:
    """A small model with the interface of InternVideo2, which is gated and was never run here."""
    (folder / "modeling_tiny.py").write_text(VIDEO_CODE, encoding="utf-8")
    (folder / "pieces.py").write_text(f"def widths():\n    return {15 + seed}\n", encoding="utf-8")
    auto_map = {"AutoConfig": "modeling_tiny.TinyConfig", "AutoModel": "modeling_tiny.TinyVideo"}
    write_json(folder / "config.json", {"model_type": "tiny_video", "auto_map": auto_map, "num_frames": 4, "size_t": 224})
    weight = torch.randn(15 + seed, 3 * 4 * 49, generator=torch.Generator().manual_seed(seed))
    save_file({"head.weight": weight, "head.bias": torch.zeros(15 + seed)}, folder / "model.safetensors", metadata={"format": "pt"})


FRAMES_OF = {1: (0, 0, 0, 0), 3: (0, 1, 1, 2), 4: (0, 1, 2, 3), 8: (1, 3, 5, 7)}
"""Frames that stand for a scene of so many, by InternVideo2's own rule."""


def video_reference(folder: Path, kind: Kind, items: Sequence[Any]) -> NDArray[np.float32]:
    """The network of `VIDEO_CODE` by hand; a picture is a scene of one frame."""
    weight = load_file(folder / "model.safetensors")["head.weight"]
    mean, std = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
    rows: list[NDArray[np.float32]] = []
    for clip in [[item] for item in items] if kind == "images" else items:
        chosen = [clip[index].resize((224, 224), Image.Resampling.BILINEAR) for index in FRAMES_OF[len(clip)]]
        frames = np.stack([np.asarray(frame) / 255 for frame in chosen])
        pixels = torch.from_numpy(((frames - mean) / std).transpose(0, 3, 1, 2)).float()
        rows.append((torch.nn.functional.adaptive_avg_pool2d(pixels, 7).flatten() @ weight.T).numpy())
    return np.stack(rows)


def captions() -> list[Any]:
    return [(text, "query") for text in CAPTIONS]


def scenes() -> list[Any]:
    """Scenes of one to eight frames."""
    return [[scene(10 * clip + frame, 160, 90) for frame in range(length)] for clip, length in enumerate((4, 8, 1, 3, 4))]


def pictures() -> list[Any]:
    return [scene(seed, 160, 90) for seed in range(6)]


def one_scene() -> list[Any]:
    return [twenty_pictures()[:3]]


def save_sounds(folder: Path, *, tiny: bool) -> None:
    save_clap(folder, tiny=tiny)


HEARD: Any = {"audio": sounds, "texts": captions}
SEEN: Any = {"images": twenty_pictures, "clips": scenes}
BLOCK: dict[str, Any] = {"num_hidden_layers": 1}

ROWS = (
    EncoderRow(
        "clap",
        "clap",
        32,
        lambda folder: save_sounds(folder, tiny=True),
        HEARD,
        clap_reference,
        {"audio": BAD_SOUNDS},
        needed=("tokenizer.json", "preprocessor_config.json"),
    ),
    EncoderRow(
        "internvl-vision",
        "internvl-vision",
        64,
        lambda folder: save_tower(folder, SMALL_TOWER),
        SEEN,
        tower_reference,
        {"images": BAD_IMAGES, "clips": BAD_CLIPS},
    ),
    EncoderRow(
        "internvideo2",
        "internvideo2",
        16,
        save_tiny_video,
        {"images": pictures, "clips": scenes},
        video_reference,
        {"images": BAD_IMAGES, "clips": BAD_CLIPS},
        options={"consent_to_run_code": True},
        damages=("no configuration", "configuration cut off", "no weights", "weights cut off"),
    ),
)

FULL_SIZE = (
    EncoderRow("clap-htsat-unfused", "clap", 512, lambda folder: save_sounds(folder, tiny=False), HEARD, clap_reference),
    # All of InternVL3.5-2B's tower but its depth: one block instead of 24, which take a processor minutes for 20 pictures.
    EncoderRow(
        "internvl3-5-2b-block",
        "internvl-vision",
        1024,
        lambda folder: save_tower(folder, BLOCK),
        {"images": twenty_pictures, "clips": one_scene},
        tower_reference,
    ),
)

SLOW = (
    EncoderRow(
        "internvl3-5-2b",
        "internvl-vision",
        1024,
        lambda folder: save_tower(folder, {}),
        {"images": twenty_pictures, "clips": one_scene},
        tower_reference,
    ),
)
