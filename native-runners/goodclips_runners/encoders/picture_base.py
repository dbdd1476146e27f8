"""What the encoders of pictures share: cutting in threads, towers that take bytes, and loading that leaves nothing random."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import torch

from goodclips_runners.encoder import ItemError, Speed
from goodclips_runners.encoders.base import BaseEncoder, PreparedRows, apply_prompt, invalid_model
from goodclips_runners.encoders.loading import load_whole as load_whole
from goodclips_runners.engines import choose_engine
from goodclips_runners.pictures import cut_all, sample_pixels, tile_count
from goodclips_runners.torch_engine import TorchEngine
from goodclips_runners.tower import Tower

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from PIL.Image import Image

    from goodclips_runners.encoder import LoadOptions, Prepared, TextRole
    from goodclips_runners.encoders.base import Kind, PreparedTokens
    from goodclips_runners.engines import ChosenEngine
    from goodclips_runners.picture_recipe import Recipe

MAX_ROWS = {"cpu": 16, "mps": 64, "cuda": 256}
"""Pictures in one forward pass: on a processor more gain nothing, on a GPU this many keep it busy."""


HEAVY_PIXELS = 256 * 256
"""A network that takes more than this makes a processor wait so long for four pictures that its engine is chosen by one."""


class PixelTower(torch.nn.Module):
    """Gives a network what it wants of bytes: mean and deviation are applied on the device that computes."""

    factor: torch.Tensor
    offset: torch.Tensor

    def __init__(self, recipe: Recipe) -> None:
        super().__init__()
        factor, offset = recipe.constants()
        self.register_buffer("factor", torch.from_numpy(factor), persistent=False)
        self.register_buffer("offset", torch.from_numpy(offset), persistent=False)

    def scaled(self, pixels: torch.Tensor) -> torch.Tensor:
        """Pixels [n, 3, height, width] as the network was trained on them."""
        return pixels.to(torch.float32) * self.factor + self.offset


class PictureEncoder(BaseEncoder):
    """Pictures by a tower of their own, and texts by another where the model has one."""

    def __init__(self, recipe: Recipe, options: LoadOptions, dim: int, images: torch.nn.Module) -> None:
        """Chooses the engine of the picture tower.

        Args:
            recipe: How the model wants its pictures.
            options: How the model is to be loaded.
            dim: Length of the vectors.
            images: Takes bytes [n, 3, height, width], gives rows [n, dim].
        """
        self.recipe = recipe
        self.options = options
        self.dim = dim
        self.max_batch = MAX_ROWS[options.device]
        self.preprocessing_version = recipe.version(options.preprocessing)
        # Twice the network's side: a smaller decode would be blurred, and the reference gets every pixel of the file.
        self.image_edge = 2 * max(recipe.width, recipe.height) if self.preprocessing_version > 0 else None
        self._pool = ThreadPoolExecutor(max(1, options.threads), thread_name_prefix="pictures")
        tower = Tower("images", images, self.sample(), exportable=isinstance(images, PixelTower))
        self._images: ChosenEngine = choose_engine(tower, options)
        self._texts: TorchEngine | None = None
        self.engine = self._images.engine.name
        # A frame of 16:9 stands for all: what was measured are its tiles.
        rows = tile_count(16, 9, recipe.width / recipe.height) if self.preprocessing_version > 0 else 1
        self.speed = Speed(self._images.rows_per_second / rows, "images") if self._images.rows_per_second > 0 else None

    def sample(self) -> tuple[torch.Tensor, ...]:
        """Pictures on which the engines are compared."""
        heavy = self.options.device == "cpu" and self.recipe.width * self.recipe.height > HEAVY_PIXELS
        return (torch.from_numpy(sample_pixels(self.recipe, 1 if heavy else 4)),)

    def cut(self, kind: Kind, groups: Sequence[Sequence[Image | ItemError] | ItemError]) -> PreparedRows:
        """Rows of the pictures of each item."""
        tiles = cut_all(groups, self.recipe, self.options.preprocessing, self._pool)
        return PreparedRows(kind, len(groups), tiles.owners, (torch.from_numpy(tiles.pixels),), tiles.errors)

    def prepare_images(self, images: Sequence[Image | ItemError]) -> Prepared:
        return self.cut("images", [[image] for image in images])

    def forward_rows(self, prepared: PreparedRows | PreparedTokens) -> NDArray[np.float32]:
        if not isinstance(prepared, PreparedRows):
            raise TypeError("tokens were not prepared by this encoder")
        if prepared.kind == "texts":
            if self._texts is None:
                raise TypeError("this encoder has no texts")
            parts = [
                self._texts.run(tuple(tensor[start : start + self.max_batch] for tensor in prepared.tensors))
                for start in range(0, len(prepared.owners), self.max_batch)
            ]
            return np.concatenate(parts)
        return self._images.run(prepared.tensors, self.max_batch)


class PictureTextEncoder(PictureEncoder):
    """Pictures and texts in one space. Texts stay in fp32: queries are few and short, so that another engine would gain nothing."""

    def __init__(self, recipe: Recipe, options: LoadOptions, dim: int, images: torch.nn.Module, texts: torch.nn.Module) -> None:
        """As `PictureEncoder`.

        Args:
            recipe: How the model wants its pictures.
            options: How the model is to be loaded.
            dim: Length of the vectors.
            images: Takes bytes [n, 3, height, width], gives rows [n, dim].
            texts: Takes what `tokens` gives, gives rows [n, dim].
        """
        super().__init__(recipe, options, dim, images)
        self._texts = TorchEngine(texts, options.device)

    def tokens(self, texts: list[str]) -> torch.Tensor:
        """Token ids [n, length] of texts that have words."""
        raise NotImplementedError

    def prepare_texts(self, texts: Sequence[tuple[str, TextRole]]) -> Prepared:
        query, passage = self.options.prompts
        errors: dict[int, ItemError] = {}
        owners: list[int] = []
        asked: list[str] = []
        for position, (text, role) in enumerate(texts):
            if text.strip():
                owners.append(position)
                asked.append(apply_prompt(query if role == "query" else passage, text))
            else:
                errors[position] = ItemError("empty", "The text has no words.")
        tensors = (self.tokens(asked),) if asked else ()
        return PreparedRows("texts", len(texts), owners, tensors, errors)


def whole(model_dir: Path, config: object, *path: str) -> int:
    """A whole number of a model's configuration, by the names on the way to it.

    Raises:
        ModelError: `model_invalid`: it is not there.
    """
    value = config
    for name in path:
        value = getattr(value, name, None)
    if not isinstance(value, int):
        raise invalid_model(model_dir, f"the configuration has no single number {'.'.join(path)}")
    return value
