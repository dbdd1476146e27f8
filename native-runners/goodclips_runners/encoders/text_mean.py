"""Captions by an encoder of the BERT family: e5, all-MiniLM, and other folders in the sentence-transformers layout.

The vector is the mean of the last hidden states over the mask (or the first one, where the folder's pooling says so), of unit length.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, cast

import torch

from goodclips_runners.encoders.base import invalid_model
from goodclips_runners.encoders.loading import load_whole
from goodclips_runners.encoders.texts import TextEncoder, Tokens, stated_prompts, without_padding
from goodclips_runners.model_folder import read_json, require_files
from goodclips_runners.tower import Tower

if TYPE_CHECKING:
    from pathlib import Path

    from goodclips_runners.encoder import LoadOptions

Pooling = Literal["mean", "cls"]

POOLING_MODES = ("cls_token", "mean_tokens", "max_tokens", "mean_sqrt_len_tokens", "weightedmean_tokens", "lasttoken")
"""Suffixes of `pooling_mode_…` in a pooling module's config.json (sentence_transformers/models/Pooling.py)."""


class PooledText(torch.nn.Module):
    """Last hidden states → one vector a text."""

    def __init__(self, model: torch.nn.Module, pooling: Pooling) -> None:
        """Wraps a text model."""
        super().__init__()
        self.model = model
        self.pooling = pooling

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Vectors [n, dim]."""
        states: torch.Tensor = self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state.float()
        if self.pooling == "cls":
            return states[:, 0]
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        return (states * mask).sum(dim=1) / mask.sum(dim=1).clamp(min=1e-9)


def read_pooling(model_dir: Path) -> Pooling:
    """How the folder pools; the mean where it does not say (e5's model card, sentence-transformers' default).

    Raises:
        ModelError: It has modules that this encoder does not know.
    """
    modules_file = model_dir / "modules.json"
    if not modules_file.is_file():
        return "mean"
    for module in _modules(model_dir):
        name = str(module.get("type", "")).rpartition(".")[2]
        if name not in ("Transformer", "Pooling", "Normalize"):
            raise invalid_model(model_dir, f"its module {name} is not supported")
    stated = read_json(model_dir / _pooling_folder(model_dir) / "config.json")
    modes = [mode for mode in POOLING_MODES if stated.get(f"pooling_mode_{mode}") is True]
    if modes in ([], ["mean_tokens"]):
        return "mean"
    if modes == ["cls_token"]:
        return "cls"
    raise invalid_model(model_dir, f"it pools by {', '.join(modes)}, which this encoder does not do")


def _modules(model_dir: Path) -> list[dict[str, Any]]:
    import json

    try:
        value: object = json.loads((model_dir / "modules.json").read_bytes())
    except ValueError as error:
        raise invalid_model(model_dir, f"modules.json is not valid JSON ({error})") from error
    if not isinstance(value, list):
        raise invalid_model(model_dir, "modules.json holds no list")
    return [cast("dict[str, Any]", one) for one in cast("list[object]", value) if isinstance(one, dict)]


def _pooling_folder(model_dir: Path) -> str:
    for module in _modules(model_dir):
        if str(module.get("type", "")).endswith("Pooling"):
            name = str(module.get("path", ""))
            # A path out of the folder is none of the model's business.
            return name if name and ".." not in name and not name.startswith(("/", "\\")) else "1_Pooling"
    return "1_Pooling"


class TextMeanEncoder(TextEncoder):
    """Captions and queries, in one space."""

    max_batch = 64

    @classmethod
    def load(cls, model_dir: Path, options: LoadOptions) -> TextMeanEncoder:
        """See `Encoder`."""
        from transformers import AutoModel

        require_files(model_dir, "config.json", "model.safetensors")
        pooling = read_pooling(model_dir)
        architecture: Any = AutoModel
        # The mean is of hidden states: BERT's own pooling layer is not used, and some folders leave it out.
        model: Any = load_whole(architecture, model_dir, unused=("pooler.",))
        stated = read_json(model_dir / "sentence_bert_config.json")
        limit = stated.get("max_seq_length")
        tokens = Tokens(
            model_dir,
            model.config,
            stated_prompts(model_dir, options),
            limit=limit if isinstance(limit, int) else None,
            lowercase=stated.get("do_lower_case") is True,
        )
        tower = Tower("text", PooledText(model, pooling), tokens.sample(), ((1,), (1,)), without_padding)
        return cls(tokens, tower, options, int(model.config.hidden_size))
