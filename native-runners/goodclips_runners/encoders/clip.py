"""CLIP in the layout of transformers (`CLIPModel`)."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, cast

import torch
from PIL.Image import Resampling

from goodclips_runners.encoders.base import LOCAL_ONLY, go_offline, invalid_model
from goodclips_runners.encoders.picture_base import PictureTextEncoder, PixelTower, load_whole, whole
from goodclips_runners.model_folder import read_json, require_files, require_tokenizer
from goodclips_runners.picture_recipe import OPENAI_CLIP_MEAN, OPENAI_CLIP_STD, Recipe, transformers_recipe

if TYPE_CHECKING:
    from pathlib import Path

    from transformers import CLIPModel, CLIPTokenizer

    from goodclips_runners.encoder import LoadOptions


class _Images(PixelTower):
    def __init__(self, model: CLIPModel, recipe: Recipe) -> None:
        super().__init__(recipe)
        self.vision = model.vision_model
        self.projection = model.visual_projection

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        return self.projection(self.vision(pixel_values=self.scaled(pixels)).pooler_output)


class _Texts(torch.nn.Module):
    def __init__(self, model: CLIPModel) -> None:
        super().__init__()
        self.text = model.text_model
        self.projection = model.text_projection

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        # The attention is causal and the vector is read at the first end-of-text: what is padded behind it cannot matter.
        return self.projection(self.text(input_ids=tokens).pooler_output)


def default_recipe(edge: int) -> Recipe:
    """Pictures as `transformers.CLIPImageProcessorPil` takes them when its settings say nothing else."""
    return Recipe(edge, edge, "crop", edge, Resampling.BICUBIC, 1 / 255, OPENAI_CLIP_MEAN, OPENAI_CLIP_STD)


class ClipEncoder(PictureTextEncoder):
    """Pictures and texts by `CLIPModel`: projected, of unit length.

    `reference` is the centre crop of CLIPImageProcessor on its Pillow back end. `default` averages tiles that cover the whole frame
    (`pictures.tiles`).
    """

    def __init__(self, recipe: Recipe, options: LoadOptions, model: CLIPModel, tokenizer: CLIPTokenizer, longest: int) -> None:
        dim = model.visual_projection.out_features
        super().__init__(recipe, options, dim, _Images(model, recipe), _Texts(model))
        self._tokenizer = tokenizer
        self._longest = longest
        # A fast tokenizer keeps its padding in shared state: two threads in it end in "Already borrowed".
        self._lock = threading.Lock()

    @classmethod
    def load(cls, model_dir: Path, options: LoadOptions) -> ClipEncoder:
        go_offline()
        from transformers import CLIPModel, CLIPTokenizer

        require_files(model_dir, "config.json")
        require_tokenizer(model_dir)
        model = load_whole(CLIPModel, model_dir)
        recipe = fitting_recipe(model_dir, default_recipe(whole(model_dir, model.config, "vision_config", "image_size")))
        longest = whole(model_dir, model.config, "text_config", "max_position_embeddings")
        try:
            tokenizer = CLIPTokenizer.from_pretrained(str(model_dir), **LOCAL_ONLY)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise invalid_model(model_dir, f"the tokenizer cannot be loaded: {error}") from error
        return cls(recipe, options, model, tokenizer, longest)

    def tokens(self, texts: list[str]) -> torch.Tensor:
        with self._lock:
            batch = self._tokenizer(texts, padding=True, truncation=True, max_length=self._longest, return_tensors="pt")
        return cast("torch.Tensor", batch["input_ids"])


def fitting_recipe(model_dir: Path, usual: Recipe) -> Recipe:
    """Recipe of the model's image processor, as older and newer versions of transformers save its settings.

    Raises:
        ModelError: It makes pictures of another size than the network's, which `usual` has.
    """
    settings = read_json(model_dir / "preprocessor_config.json") or read_json(model_dir / "processor_config.json")
    recipe = transformers_recipe(settings, usual)
    if (recipe.width, recipe.height) != (usual.width, usual.height):
        raise invalid_model(model_dir, f"its pictures are {recipe.width}×{recipe.height}, its network takes {usual.width}×{usual.height}")
    return recipe
