"""Captions by a decoder whose last token stands for the text: Qwen3-Embedding.

Source of padding, pooling, length and prompts: the model card of Qwen/Qwen3-Embedding-0.6B. The instruction goes before queries only;
it is part of the query prompt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from goodclips_runners.encoders.base import invalid_model
from goodclips_runners.encoders.loading import load_whole
from goodclips_runners.encoders.texts import TextEncoder, Tokens, stated_prompts
from goodclips_runners.model_folder import read_json
from goodclips_runners.tower import Tower

if TYPE_CHECKING:
    from pathlib import Path

    from goodclips_runners.encoder import LoadOptions

MAX_LENGTH = 8192
"""`max_length = 8192` of the model card."""


class LastToken(torch.nn.Module):
    """The hidden state of the last token; with padding on the left it is the last one of every row."""

    def __init__(self, model: torch.nn.Module) -> None:
        """Wraps a decoder without its head."""
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Vectors [n, dim]."""
        states: torch.Tensor = self.model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False).last_hidden_state
        return states[:, -1]


class TextLastTokenEncoder(TextEncoder):
    """Captions and queries, in one space."""

    max_batch = 32
    left = True

    @classmethod
    def load(cls, model_dir: Path, options: LoadOptions) -> TextLastTokenEncoder:
        """See `Encoder`."""
        from transformers import AutoModel

        stated = read_json(model_dir / "1_Pooling" / "config.json")
        if stated and stated.get("pooling_mode_lasttoken") is not True:
            raise invalid_model(model_dir, "it does not pool by its last token")
        architecture: Any = AutoModel
        model: Any = load_whole(architecture, model_dir)
        tokens = Tokens(model_dir, model.config, stated_prompts(model_dir, options), limit=MAX_LENGTH)
        # Tracing fixes the mask of a decoder to the sample's length: no export.
        tower = Tower("text", LastToken(model), tokens.sample(left=cls.left), ((1,), (1,)), exportable=False)
        return cls(tokens, tower, options, int(model.config.hidden_size))
