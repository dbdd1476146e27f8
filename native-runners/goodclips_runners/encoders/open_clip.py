"""CLIP models in the layout of open_clip: `open_clip_config.json` and `open_clip_model.safetensors` (OpenAI's, LAION-2B's, PE-Core)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import torch

from goodclips_runners.detect_families import OPEN_CLIP_WEIGHTS
from goodclips_runners.encoders.base import go_offline, invalid_model
from goodclips_runners.encoders.picture_base import PictureTextEncoder, PixelTower
from goodclips_runners.model_folder import read_json, require_files
from goodclips_runners.picture_recipe import Recipe, open_clip_recipe
from goodclips_runners.weights import read_header, weight_files

if TYPE_CHECKING:
    from pathlib import Path

    from goodclips_runners.encoder import LoadOptions


class _Images(PixelTower):
    def __init__(self, visual: torch.nn.Module, recipe: Recipe) -> None:
        super().__init__(recipe)
        self.visual = visual

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        return self.visual(self.scaled(pixels))


class _Texts(torch.nn.Module):
    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        return self.model.encode_text(tokens)


class OpenClipEncoder(PictureTextEncoder):
    """Pictures and texts by a model that open_clip builds, of unit length; its configuration says which activation (quick_gelu) and crop.

    CLIP ViT-B/32 crops: `default` averages tiles there. PE-Core and SigLIP squash, so nothing is lost: `default` is the reference.
    """

    def __init__(self, recipe: Recipe, options: LoadOptions, dim: int, model: Any, tokenizer: Any) -> None:
        super().__init__(recipe, options, dim, _Images(model.visual, recipe), _Texts(model))
        self._tokenizer = tokenizer

    @classmethod
    def load(cls, model_dir: Path, options: LoadOptions) -> OpenClipEncoder:
        go_offline()
        import open_clip

        require_files(model_dir, "open_clip_config.json")
        config = read_json(model_dir / "open_clip_config.json")
        architecture = cast("dict[str, Any]", config.get("model_cfg") or {})
        if cast("dict[str, Any]", architecture.get("text_cfg") or {}).get("hf_model_name"):
            raise invalid_model(model_dir, "its text tower would have to be fetched from elsewhere, which is not supported")
        # open_clip itself would fall back to pickled weights; with these it reads none, and strictly all of them.
        for file in weight_files(model_dir, OPEN_CLIP_WEIGHTS):
            read_header(file)
        name = f"local-dir:{model_dir}"
        try:
            model = open_clip.create_model(name, precision="fp32", device="cpu", require_pretrained=True)
            tokenizer = open_clip.get_tokenizer(name)
        except (OSError, ValueError, RuntimeError, KeyError, TypeError, AssertionError) as error:
            raise invalid_model(model_dir, f"open_clip cannot load it: {error}") from error
        size = cast("Any", model.visual).image_size
        height, width = (size, size) if isinstance(size, int) else size
        recipe = open_clip_recipe(cast("dict[str, Any]", config.get("preprocess_cfg") or {}), int(width), int(height))
        return cls(recipe, options, int(architecture["embed_dim"]), model, tokenizer)

    def tokens(self, texts: list[str]) -> torch.Tensor:
        return cast("torch.Tensor", self._tokenizer(texts))
