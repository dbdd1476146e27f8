"""SigLIP 2 of flexible resolution (NaFlex) in the layout of transformers (`Siglip2Model`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import torch
from PIL.Image import Resampling, fromarray

from goodclips_runners.encoder import ItemError
from goodclips_runners.encoders.base import LOCAL_ONLY, PreparedRows, go_offline, invalid_model
from goodclips_runners.encoders.picture_base import PictureTextEncoder, load_whole, whole
from goodclips_runners.encoders.siglip_texts import HALF, SiglipTexts, SiglipTokens
from goodclips_runners.picture_recipe import Recipe
from goodclips_runners.pictures import readable, sample_pixels

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PIL.Image import Image
    from transformers import Siglip2ImageProcessorPil, Siglip2Model

    from goodclips_runners.encoder import LoadOptions, Prepared


class _Images(torch.nn.Module):
    def __init__(self, model: Siglip2Model) -> None:
        super().__init__()
        self.vision = model.vision_model

    def forward(self, patches: torch.Tensor, mask: torch.Tensor, shapes: torch.Tensor) -> torch.Tensor:
        return self.vision(pixel_values=patches, pixel_attention_mask=mask, spatial_shapes=shapes).pooler_output


class SiglipNaflexEncoder(PictureTextEncoder):
    """Pictures and texts by `Siglip2Model`, of unit length.

    The reference keeps the aspect ratio and the whole picture, in as many patches as fit (256): `default` is the same as `reference`.
    """

    def __init__(
        self,
        recipe: Recipe,
        options: LoadOptions,
        model: Siglip2Model,
        tokens: SiglipTokens,
        processor: Siglip2ImageProcessorPil,
    ) -> None:
        self.recipe = recipe
        self._processor = processor
        self._tokens = tokens
        dim = model.vision_model.post_layernorm.normalized_shape[0]
        super().__init__(recipe, options, dim, _Images(model), SiglipTexts(model))

    @classmethod
    def load(cls, model_dir: Path, options: LoadOptions) -> SiglipNaflexEncoder:
        go_offline()
        from transformers import Siglip2ImageProcessorPil, Siglip2Model

        model = load_whole(Siglip2Model, model_dir)
        try:
            processor = Siglip2ImageProcessorPil.from_pretrained(str(model_dir), **LOCAL_ONLY)
        except (OSError, ValueError, TypeError) as error:
            raise invalid_model(model_dir, f"the settings of its pictures cannot be loaded: {error}") from error
        patch = whole(model_dir, model.config, "vision_config", "patch_size")
        edge = patch * round(whole(model_dir, model.config, "vision_config", "num_patches") ** 0.5)
        recipe = Recipe(edge, edge, "squash", 0, Resampling.BILINEAR, 1 / 255, HALF, HALF)
        tokens = SiglipTokens.load(model_dir, whole(model_dir, model.config, "text_config", "max_position_embeddings"))
        return cls(recipe, options, model, tokens, processor)

    def sample(self) -> tuple[torch.Tensor, ...]:
        pictures = sample_pixels(self.recipe).transpose(0, 2, 3, 1)
        # The last ones wide and tall, as frames are.
        shaped = [pictures[0], pictures[1], pictures[2][: self.recipe.height // 2], pictures[3][:, : self.recipe.width // 2]]
        return self._patches([fromarray(np.ascontiguousarray(picture)) for picture in shaped])

    def _patches(self, pictures: list[Image]) -> tuple[torch.Tensor, ...]:
        """Patches [n, patches, values], which of them are real [n, patches], and rows and columns [n, 2]."""
        if not pictures:
            return (torch.zeros(0), torch.zeros(0), torch.zeros(0))
        made = cast("dict[str, torch.Tensor]", self._processor(pictures, return_tensors="pt"))
        return made["pixel_values"].to(torch.float32), made["pixel_attention_mask"], made["spatial_shapes"]

    def prepare_images(self, images: Sequence[Image | ItemError]) -> Prepared:
        upright = [readable(image) for image in images]
        errors = {position: image for position, image in enumerate(upright) if isinstance(image, ItemError)}
        owners = [position for position in range(len(images)) if position not in errors]
        pictures = [image for image in upright if not isinstance(image, ItemError)]
        return PreparedRows("images", len(images), owners, self._patches(pictures), errors)

    def tokens(self, texts: list[str]) -> torch.Tensor:
        return self._tokens(texts)
