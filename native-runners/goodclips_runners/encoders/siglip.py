"""SigLIP and SigLIP 2 in the layout of transformers (`SiglipModel`, `Siglip2Model`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL.Image import Resampling

from goodclips_runners.encoders.base import go_offline
from goodclips_runners.encoders.clip import fitting_recipe
from goodclips_runners.encoders.picture_base import PictureTextEncoder, PixelTower, load_whole, whole
from goodclips_runners.encoders.siglip_naflex import SiglipNaflexEncoder
from goodclips_runners.encoders.siglip_texts import HALF, SiglipTexts, SiglipTokens
from goodclips_runners.model_folder import read_json, require_files
from goodclips_runners.picture_recipe import Recipe

if TYPE_CHECKING:
    from pathlib import Path

    import torch
    from transformers import SiglipModel

    from goodclips_runners.encoder import LoadOptions


class _Images(PixelTower):
    def __init__(self, model: SiglipModel, recipe: Recipe) -> None:
        super().__init__(recipe)
        self.vision = model.vision_model

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        return self.vision(pixel_values=self.scaled(pixels)).pooler_output


class SiglipEncoder(PictureTextEncoder):
    """Pictures and texts by `SiglipModel`, which SigLIP 2 of a fixed resolution (B/16-224) is too; of unit length.

    The reference squashes every picture to the network's square, so nothing of a wide frame is lost, and the model was trained on
    squashed pictures: `default` is the same as `reference`, and its preprocessing version 0.
    """

    def __init__(self, recipe: Recipe, options: LoadOptions, model: SiglipModel, tokens: SiglipTokens, dim: int) -> None:
        super().__init__(recipe, options, dim, _Images(model, recipe), SiglipTexts(model))
        self._tokens = tokens

    @classmethod
    def load(cls, model_dir: Path, options: LoadOptions) -> SiglipEncoder | SiglipNaflexEncoder:
        go_offline()
        from transformers import SiglipModel

        require_files(model_dir, "config.json")
        if read_json(model_dir / "config.json").get("model_type") == "siglip2":
            return SiglipNaflexEncoder.load(model_dir, options)
        model = load_whole(SiglipModel, model_dir)
        edge = whole(model_dir, model.config, "vision_config", "image_size")
        recipe = fitting_recipe(model_dir, Recipe(edge, edge, "squash", 0, Resampling.BICUBIC, 1 / 255, HALF, HALF))
        tokens = SiglipTokens.load(model_dir, whole(model_dir, model.config, "text_config", "max_position_embeddings"))
        return cls(recipe, options, model, tokens, whole(model_dir, model.config, "vision_config", "hidden_size"))

    def tokens(self, texts: list[str]) -> torch.Tensor:
        return self._tokens(texts)
