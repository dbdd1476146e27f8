"""The encoders of captions for the suite: one row for every model type of the table of architectures, and real sizes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 -- its usual name

from goodclips_runners.architectures import read_families
from goodclips_runners.encoders.text_last_token import MAX_LENGTH
from goodclips_runners.encoders.texts import OFFSET_POSITIONS
from tests.encoder_row import EncoderRow
from tests.random_models import CAPTIONS, save_bert, save_qwen, save_tiny_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from goodclips_runners.encoders.base import Kind

E5 = ("query: {}", "passage: {}")

SIZES: dict[str, dict[str, Any]] = {
    # config.json of intfloat/e5-base-v2 (BERT base).
    "e5-base-v2": {},
    # config.json of sentence-transformers/all-MiniLM-L6-v2.
    "all-MiniLM-L6-v2": {"hidden_size": 384, "intermediate_size": 1536, "num_hidden_layers": 6, "num_attention_heads": 12},
}

QWEN: dict[str, Any] = {
    # config.json of Qwen/Qwen3-Embedding-0.6B; two of its 28 layers, since a caption of 2,000 words takes a minute through all.
    "vocab_size": 151_669,
    "hidden_size": 1024,
    "intermediate_size": 3072,
    "num_hidden_layers": 2,
    "num_attention_heads": 16,
    "num_key_value_heads": 8,
    "head_dim": 128,
    "max_position_embeddings": 32_768,
    "rope_parameters": {"rope_type": "default", "rope_theta": 1_000_000},
    "tie_word_embeddings": True,
}


def _batches(folder: Path, texts: Sequence[str], limit: int, **tokenizer: Any) -> Any:
    """The states of each text by itself, with its tokens."""
    from transformers import AutoModel, AutoTokenizer

    words: Any = AutoTokenizer.from_pretrained(folder, **tokenizer)
    model: Any = AutoModel.from_pretrained(folder, dtype=torch.float32)
    model.eval()
    for text in texts:
        batch = words([text], max_length=limit, padding=True, truncation=True, return_tensors="pt")
        with torch.no_grad():
            yield batch["attention_mask"], model(**batch).last_hidden_state


def mean_of(folder: Path, texts: Sequence[str], limit: int) -> NDArray[np.float32]:
    """The code on e5-base-v2's model card, a text at a time."""
    rows: list[NDArray[np.float32]] = []
    for mask, states in _batches(folder, texts, limit):
        kept = states.masked_fill(~mask[..., None].bool(), 0.0)
        rows.append(F.normalize(kept.sum(dim=1) / mask.sum(dim=1)[..., None], p=2, dim=1).numpy())
    return np.concatenate(rows)


def last_token_of(folder: Path, texts: Sequence[str], limit: int) -> NDArray[np.float32]:
    """The code on Qwen3-Embedding's model card, a text at a time."""
    rows: list[NDArray[np.float32]] = []
    for mask, states in _batches(folder, texts, limit, padding_side="left"):
        assert int(mask[:, -1].sum()) == 1
        rows.append(F.normalize(states[:, -1], p=2, dim=1).numpy())
    return np.concatenate(rows)


def position_limit(folder: Path) -> int:
    """Tokens that the model's table of positions has room for."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    offset = config["pad_token_id"] + 1 if config["model_type"] in OFFSET_POSITIONS else 0
    return min(512, config.get("max_position_embeddings", 512) - offset)


def mean_reference(folder: Path, _kind: Kind, items: Sequence[Any]) -> NDArray[np.float32]:
    return mean_of(folder, [text for text, _ in items], position_limit(folder))


def e5_reference(folder: Path, _kind: Kind, items: Sequence[Any]) -> NDArray[np.float32]:
    limit = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))["max_seq_length"]
    return mean_of(folder, [f"{role}: {text}" for text, role in items], limit)


def last_token_reference(folder: Path, _kind: Kind, items: Sequence[Any]) -> NDArray[np.float32]:
    return last_token_of(folder, [text for text, _ in items], 512)


def qwen_reference(folder: Path, _kind: Kind, items: Sequence[Any]) -> NDArray[np.float32]:
    """From the model's own file: the instruction goes before queries alone."""
    written = [f"Instruct: where is this\nQuery:{text}" if role == "query" else text for text, role in items]
    return last_token_of(folder, written, MAX_LENGTH)


def captions() -> list[Any]:
    return [(text, "query" if index % 2 == 0 else "passage") for index, text in enumerate(CAPTIONS)]


def tiny_row(model_type: str, encoder: str) -> EncoderRow:
    return EncoderRow(
        model_type,
        encoder,
        32,
        lambda folder: void(save_tiny_text(folder, model_type)),
        {"texts": captions},
        mean_reference if encoder == "text-mean" else last_token_reference,
        needed=("tokenizer.json",),
    )


def void(_: object) -> None:
    """Drops a value."""


def save_sentences(folder: Path, size: dict[str, Any], limit: int) -> None:
    """A BERT that says as sentence-transformers does how many tokens it takes."""
    save_bert(folder, **size)
    (folder / "sentence_bert_config.json").write_text(f'{{"max_seq_length": {limit}, "do_lower_case": false}}', encoding="utf-8")


ROWS = tuple(
    tiny_row(model_type, family.encoder)
    for family in read_families().values()
    if family.space_kind == "text"
    for model_type in family.model_types
)

FULL_SIZE = (
    *(
        EncoderRow(
            name,
            "text-mean",
            size.get("hidden_size", 768),
            lambda folder, size=size, limit=limit: save_sentences(folder, size, limit),
            {"texts": captions},
            e5_reference,
            options={"prompts": E5},
        )
        for (name, size), limit in zip(SIZES.items(), (512, 256), strict=True)
    ),
    EncoderRow(
        "qwen3-embedding-0-6b", "text-last-token", 1024, lambda folder: void(save_qwen(folder, **QWEN)), {"texts": captions}, qwen_reference
    ),
)
