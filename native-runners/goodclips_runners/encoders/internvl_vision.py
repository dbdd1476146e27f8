"""The vision tower of InternVL (`InternVLVisionModel`): scenes by their frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import torch
from PIL.Image import Resampling

from goodclips_runners.detect_families import VISION_TOWER_PREFIXES
from goodclips_runners.encoder import ItemError, Speed
from goodclips_runners.encoders.base import PreparedRows, go_offline, invalid_model
from goodclips_runners.encoders.clip import fitting_recipe
from goodclips_runners.encoders.picture_base import PictureEncoder, PixelTower
from goodclips_runners.model_folder import read_json, require_files
from goodclips_runners.picture_recipe import IMAGENET_MEAN, IMAGENET_STD, Recipe
from goodclips_runners.pictures import mean_rows, spread
from goodclips_runners.weights import read_header, weight_files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image
    from transformers import InternVLVisionModel

    from goodclips_runners.encoder import LoadOptions, Prepared

MAX_FRAMES = 8
"""Frames of a scene that are averaged (docs/runner-protocol.md: clips)."""


class _Images(PixelTower):
    def __init__(self, model: InternVLVisionModel, recipe: Recipe) -> None:
        super().__init__(recipe)
        self.vision = model

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        # The native class leaves pooler_output empty; the first token is [CLS].
        return self.vision(pixel_values=self.scaled(pixels)).last_hidden_state[:, 0]


class InternVLVisionEncoder(PictureEncoder):
    """Scenes: the [CLS] of each frame, averaged over at most eight frames, of unit length. A single picture is a scene of one frame.

    The reference squashes every frame to 448×448 and cuts no patches, so nothing of a wide frame is lost: `default` is the same as
    `reference`, and its preprocessing version 0.
    """

    def __init__(self, recipe: Recipe, options: LoadOptions, model: InternVLVisionModel, dim: int) -> None:
        super().__init__(recipe, options, dim, _Images(model, recipe))
        # Measured were frames; a full scene has eight.
        self.speed = Speed(self.speed.per_second / MAX_FRAMES, "scenes") if self.speed is not None else None

    @classmethod
    def load(cls, model_dir: Path, options: LoadOptions) -> InternVLVisionEncoder:
        go_offline()
        from transformers import InternVLVisionConfig, InternVLVisionModel

        require_files(model_dir, "config.json")
        config = read_json(model_dir / "config.json")
        if config.get("model_type") == "internvl":
            config = cast("dict[str, Any]", config.get("vision_config") or {})
        if config.get("use_mean_pooling", True) is not True:
            # Its final norm would not be the identity, and [CLS] another vector than the one that was measured.
            raise invalid_model(model_dir, "only towers with use_mean_pooling are supported")
        try:
            settings = InternVLVisionConfig.from_dict(config)
        except (TypeError, ValueError) as error:
            raise invalid_model(model_dir, f"config.json is not that of InternVL's vision tower: {error}") from error
        model = _tower(model_dir, InternVLVisionModel, settings)
        if not isinstance(model.layernorm, torch.nn.Identity):
            raise invalid_model(model_dir, "the final norm of the tower is not the identity")
        height, width = cast("tuple[int, int]", settings.image_size)
        # Constants of transformers.GotOcr2ImageProcessor, InternVL's image processor.
        usual = Recipe(width, height, "squash", 0, Resampling.BICUBIC, 1 / 255, IMAGENET_MEAN, IMAGENET_STD)
        return cls(fitting_recipe(model_dir, usual), options, model, settings.hidden_size)

    def prepare_clips(self, clips: Sequence[Sequence[Image] | ItemError]) -> Prepared:
        return self.cut("clips", [clip if isinstance(clip, ItemError) else spread(clip, min(len(clip), MAX_FRAMES)) for clip in clips])

    def forward(self, prepared: Prepared) -> NDArray[np.float32]:
        if not isinstance(prepared, PreparedRows) or not prepared.owners:
            return super().forward(prepared)
        # The frames are averaged as they are, and the mean is made a unit vector: a frame that says more counts more.
        return mean_rows(self.forward_rows(prepared), prepared.owners, prepared.count)


def _tower(model_dir: Path, model_class: type[InternVLVisionModel], settings: Any) -> InternVLVisionModel:
    """The tower in fp32 with its tensors only, out of a file of the tower or of the whole model; without memory for anything else."""
    from safetensors import safe_open

    with torch.device("meta"):
        model = model_class(settings)
    wanted = dict(model.state_dict())
    tensors: dict[str, torch.Tensor] = {}
    files = weight_files(model_dir)
    headers = {path: read_header(path) for path in files}
    names = {name for header in headers.values() for name in header}
    prefix = next((prefix for prefix in VISION_TOWER_PREFIXES if any(name.startswith(prefix) for name in names)), "")
    for path, header in headers.items():
        inside = [name for name in header if name.startswith(prefix) and name.removeprefix(prefix) in wanted]
        if inside:
            with safe_open(str(path), framework="pt") as file:
                for name in inside:
                    tensors[name.removeprefix(prefix)] = file.get_tensor(name).to(torch.float32)
    missing = sorted(set(wanted) - set(tensors))
    wrong = sorted(name for name, tensor in tensors.items() if tensor.shape != wanted[name].shape)
    if missing or wrong:
        raise invalid_model(model_dir, f"the weights do not fit the configuration: {', '.join((missing + wrong)[:3])}")
    model.load_state_dict(tensors, strict=True, assign=True)
    if any(buffer.is_meta for buffer in model.buffers()):
        raise invalid_model(model_dir, "the tower has parts that are not in the weights")
    return model.eval()
