"""What both generations of SigLIP share: the text tower, its tokens, and the scale of pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import torch

from goodclips_runners.encoders.base import invalid_model
from goodclips_runners.model_folder import read_json, require_files

if TYPE_CHECKING:
    from pathlib import Path

    from tokenizers import Tokenizer
    from transformers import Siglip2Model, SiglipModel

HALF = (0.5, 0.5, 0.5)
"""`transformers.image_utils.IMAGENET_STANDARD_MEAN` and `…_STD`, SigLIP's constants."""


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
