"""Captions by a decoder whose last token stands for the text: Qwen3-Embedding.

Source of padding, pooling, length and prompts: the model card of Qwen/Qwen3-Embedding-0.6B. The instruction goes before queries only;
it is part of the query prompt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from goodclips_runners.encoder import LoadOptions, Speed
from goodclips_runners.encoders.base import BaseEncoder, PreparedRows, PreparedTokens, invalid_model
from goodclips_runners.encoders.loading import load_whole
from goodclips_runners.encoders.texts import Tokens, folder_prompts, run_tokens
from goodclips_runners.engines import Tower, choose_engine
from goodclips_runners.model_folder import read_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from goodclips_runners.encoder import TextRole

MAX_LENGTH = 8192
"""`max_length = 8192` of the model card."""

MAX_BATCH = 32
MAX_TOKENS = 8192


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


class TextLastTokenEncoder(BaseEncoder):
    """Captions and queries, in one space."""

    def __init__(self, tokens: Tokens, tower: Tower, options: LoadOptions, dim: int) -> None:
        """Chooses the engine.

        Args:
            tokens: Tokenizer of the model.
            tower: Gives vectors of ids and mask.
            options: How the model is to be loaded.
            dim: Length of a vector.
        """
        self._tokens = tokens
        self._engine = choose_engine(tower, options)
        self.dim = dim
        self.max_batch = MAX_BATCH
        self.engine = self._engine.engine.name
        self.speed = Speed(self._engine.rows_per_second, "captions")

    @classmethod
    def load(cls, model_dir: Path, options: LoadOptions) -> TextLastTokenEncoder:
        """See `Encoder`."""
        from transformers import AutoModel

        stated = read_json(model_dir / "1_Pooling" / "config.json")
        if stated and stated.get("pooling_mode_lasttoken") is not True:
            raise invalid_model(model_dir, "it does not pool by its last token")
        architecture: Any = AutoModel
        model: Any = load_whole(architecture, model_dir)
        prompts = options.prompts if options.prompts != ("{}", "{}") else folder_prompts(model_dir) or options.prompts
        tokens = Tokens(model_dir, model.config, prompts, limit=MAX_LENGTH)
        # Tracing fixes the mask of a decoder to the sample's length: no export.
        tower = Tower("text", LastToken(model), tokens.sample(left=True), ((1,), (1,)), exportable=False)
        return cls(tokens, tower, options, int(model.config.hidden_size))

    def prepare_texts(self, texts: Sequence[tuple[str, TextRole]]) -> PreparedTokens:
        return self._tokens.prepare(texts)

    def forward_rows(self, prepared: PreparedRows | PreparedTokens) -> NDArray[np.float32]:
        if not isinstance(prepared, PreparedTokens):
            raise TypeError("only texts are prepared by this encoder")
        return run_tokens(self._engine.engine, prepared, self._tokens.pad_id, MAX_BATCH, MAX_TOKENS, left=True)
