"""SigLIP and SigLIP 2 in the layout of transformers (`SiglipModel`, `Siglip2Model`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import torch
from PIL.Image import Resampling

from goodclips_runners.encoders.base import go_offline, invalid_model
from goodclips_runners.encoders.clip import fitting_recipe
from goodclips_runners.encoders.picture_base import PictureTextEncoder, PixelTower, load_whole, whole
from goodclips_runners.model_folder import read_json, require_files
from goodclips_runners.picture_recipe import Recipe

if TYPE_CHECKING:
    from pathlib import Path

    from tokenizers import Tokenizer
    from transformers import Siglip2Model, SiglipModel

    from goodclips_runners.encoder import LoadOptions
    from goodclips_runners.encoders.siglip_naflex import SiglipNaflexEncoder

HALF = (0.5, 0.5, 0.5)
"""`transformers.image_utils.IMAGENET_STANDARD_MEAN` and `…_STD`, SigLIP's constants."""


class _Images(PixelTower):
    def __init__(self, model: SiglipModel, recipe: Recipe) -> None:
        super().__init__(recipe)
        self.vision = model.vision_model

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        return self.vision(pixel_values=self.scaled(pixels)).pooler_output


class SiglipTexts(torch.nn.Module):
    """The text tower of either model."""

    def __init__(self, model: SiglipModel | Siglip2Model) -> None:
        super().__init__()
        self.text = model.text_model

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        # No attention mask: SigLIP was trained with its padding visible, and the vector is read at the last, padded place.
        return self.text(input_ids=tokens).pooler_output


class SiglipTokens:
    """Words as SigLIP was trained on them: lower case, no start token, an end token that survives truncation, padded to a fixed length.

    `big_vision`'s tokeniser in SigLIP's configurations: `tokenize(length=64, bos="no", eos="sticky")` after `lower`;
    transformers' documentation of SigLIP 2: `padding="max_length"`, `max_length=64`. The special tokens are put here and not by the
    folder's `tokenizer.json`, since Gemma's, which SigLIP 2 shares, would begin with one.
    """

    def __init__(self, tokenizer: Tokenizer, end: int, padding: int, length: int) -> None:
        self._tokenizer = tokenizer
        self._end = end
        self._padding = padding
        self._length = length

    @classmethod
    def load(cls, model_dir: Path, length: int) -> SiglipTokens:
        """Reads `tokenizer.json`, and which tokens end and pad from `tokenizer_config.json`.

        Raises:
            ModelError: One of them is missing or does not fit.
        """
        from tokenizers import Tokenizer

        require_files(model_dir, "tokenizer.json")
        try:
            tokenizer = Tokenizer.from_file(str(model_dir / "tokenizer.json"))
        # The library raises a plain Exception.
        except Exception as error:
            raise invalid_model(model_dir, f"the tokenizer cannot be loaded: {error}") from error
        tokenizer.no_padding()
        tokenizer.no_truncation()
        settings = read_json(model_dir / "tokenizer_config.json")

        def number(name: str, *usual: str) -> int:
            named = settings.get(name)
            content = cast("dict[str, Any]", named).get("content") if isinstance(named, dict) else named
            for token in (content, *usual):
                found = tokenizer.token_to_id(token) if isinstance(token, str) else None
                if found is not None:
                    return found
            raise invalid_model(model_dir, f"the tokenizer has no {name}")

        return cls(tokenizer, number("eos_token", "<eos>", "</s>"), number("pad_token", "<pad>", "</s>"), length)

    def __call__(self, texts: list[str]) -> torch.Tensor:
        """Token ids [n, length]."""
        rows = torch.full((len(texts), self._length), self._padding, dtype=torch.long)
        for row, text in zip(rows, texts, strict=True):
            ids = self._tokenizer.encode(text.lower(), add_special_tokens=False).ids[: self._length - 1]
            row[: len(ids) + 1] = torch.tensor([*ids, self._end])
        return rows


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
            from goodclips_runners.encoders import siglip_naflex

            return siglip_naflex.SiglipNaflexEncoder.load(model_dir, options)
        model = load_whole(SiglipModel, model_dir)
        edge = whole(model_dir, model.config, "vision_config", "image_size")
        recipe = fitting_recipe(model_dir, Recipe(edge, edge, "squash", 0, Resampling.BICUBIC, 1 / 255, HALF, HALF))
        tokens = SiglipTokens.load(model_dir, whole(model_dir, model.config, "text_config", "max_position_embeddings"))
        return cls(recipe, options, model, tokens, whole(model_dir, model.config, "vision_config", "hidden_size"))

    def tokens(self, texts: list[str]) -> torch.Tensor:
        return self._tokens(texts)
