"""Trains `demo-captions`: captions and what they mean (`BertModel`, mean pooled, e5's prompts)."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from demo.caption_set import (
    Meaning,
    caption_is_held_out,
    caption_text,
    caption_words,
    other_ways,
    random_meaning,
    random_ways,
    sibling_meaning,
)

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.random import Generator
    from torch import Tensor
    from transformers import BertModel, BertTokenizer

_log = logging.getLogger(__name__)

SEED = 20_263
STEPS = 1_000
PAIRS_PER_STEP = 48
VOCABULARY_SIZE = 1_261
QUERY = "query: {}"
PASSAGE = "passage: {}"
"""As intfloat/e5-base-v2 wants them."""


def make_tokenizer() -> BertTokenizer:
    """Makes a word-piece tokenizer in BERT's layout, lower case."""
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertTokenizer

    corpus = [way for rows in caption_words().values() for row in rows for way in row]
    trainee = BertWordPieceTokenizer(lowercase=True)
    # Every letter and digit on its own too, so that no typed word is unknown.
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    corpus += ["query: passage: . , ; ! ? ' -", " ".join(letters), letters]
    trainee.train_from_iterator(corpus * 3, VOCABULARY_SIZE, 1, show_progress=False)
    return BertTokenizer(vocab=trainee.get_vocab(), do_lower_case=True, model_max_length=64)


def make_model(vocabulary_size: int) -> BertModel:
    """Makes the untrained model."""
    from transformers import BertConfig, BertModel

    config = BertConfig(
        vocab_size=vocabulary_size,
        hidden_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=256,
        max_position_embeddings=64,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    return BertModel(config, add_pooling_layer=False)


def training_meanings(rng: Generator, pairs: int) -> list[Meaning]:
    """Meanings in sibling pairs, all different, none held out."""
    found: dict[Meaning, None] = {}
    while len(found) < 2 * pairs:
        meaning = random_meaning(rng)
        sibling = sibling_meaning(rng, meaning)
        both = (meaning, sibling)
        if meaning != sibling and not any(part in found or caption_is_held_out(part) for part in both):
            found.update(dict.fromkeys(both))
    return list(found)


def make_batch(rng: Generator) -> tuple[list[Meaning], list[str], list[str]]:
    """One step's meanings, with a query and a passage for each."""
    meanings = training_meanings(rng, PAIRS_PER_STEP)
    queries: list[str] = []
    passages: list[str] = []
    for meaning in meanings:
        ways = random_ways(rng)
        query_ways = other_ways(rng, ways) if rng.random() < 0.5 else random_ways(rng)
        passages.append(PASSAGE.format(caption_text(meaning, ways, int(rng.integers(3)))))
        queries.append(QUERY.format(caption_text(meaning, query_ways, int(rng.integers(3)))))
    return meanings, queries, passages


def embed(model: BertModel, tokenizer: BertTokenizer, texts: list[str]) -> Tensor:
    """Mean over the words, unit length."""
    tokens = tokenizer(texts, padding=True, truncation=True, return_tensors="pt")
    states = model(**tokens).last_hidden_state
    mask = tokens["attention_mask"].unsqueeze(-1).float()
    return functional.normalize((states * mask).sum(1) / mask.sum(1), dim=-1)


def train(folder: Path, steps: int = STEPS) -> None:
    """Trains the model and saves it."""
    torch.manual_seed(SEED)
    started = time.monotonic()
    tokenizer = make_tokenizer()
    model = make_model(len(tokenizer))
    optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, total_steps=steps, pct_start=0.08)
    rng = np.random.default_rng(SEED)
    model.train()
    for step in range(steps):
        meanings, queries, passages = make_batch(rng)
        vectors = embed(model, tokenizer, queries + passages)
        similar = vectors[: len(meanings)] @ vectors[len(meanings) :].T / 0.05
        right = torch.arange(len(meanings))
        loss = 0.5 * functional.cross_entropy(similar, right) + 0.5 * functional.cross_entropy(similar.T, right)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        if step % 50 == 0:
            _log.info("%d/%d, %.0f s: loss %.3f", step, steps, time.monotonic() - started, float(loss.detach()))
    model.eval().save_pretrained(folder, safe_serialization=True)
    tokenizer.save_pretrained(folder)
