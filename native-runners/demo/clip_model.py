"""The untrained model of `demo-clip`, its tokenizer, and the heads that it is trained with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from demo.picture_set import HEIGHT
from demo.vocabulary import vocabulary

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from transformers import CLIPModel, CLIPTokenizer

VOCABULARY_SIZE = 820
BEGIN = VOCABULARY_SIZE - 2
END = VOCABULARY_SIZE - 1
MEAN = (0.48145466, 0.4578275, 0.40821073)
STANDARD_DEVIATION = (0.26862954, 0.26130258, 0.27577711)
"""Of OpenAI's CLIP, https://github.com/openai/CLIP/blob/main/clip/clip.py."""


def make_tokenizer(corpus: list[str]) -> CLIPTokenizer:
    """Makes a byte-pair tokenizer in CLIP's layout: bytes, bytes at a word's end, merges, begin, end."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
    from transformers import CLIPTokenizer

    trainee = Tokenizer(models.BPE(end_of_word_suffix="</w>"))
    trainee.normalizer = normalizers.Lowercase()
    trainee.pre_tokenizer = pre_tokenizers.Whitespace()
    trainer = trainers.BpeTrainer(vocab_size=4_000, end_of_word_suffix="</w>", show_progress=False)
    trainee.train_from_iterator(corpus, trainer)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokens = [*alphabet, *(letter + "</w>" for letter in alphabet)]
    merges: list[tuple[str, str]] = []
    for left, right in json.loads(trainee.to_str())["model"]["merges"]:
        if len(tokens) < VOCABULARY_SIZE - 2 and left in tokens and right in tokens and left + right not in tokens:
            tokens.append(left + right)
            merges.append((left, right))
    while len(tokens) < VOCABULARY_SIZE - 2:
        tokens.append(f"<|unused{len(tokens)}|>")
    tokens += ["<|startoftext|>", "<|endoftext|>"]
    # The tokenizer takes pairs; its annotation says strings.
    pairs: Any = merges
    return CLIPTokenizer(vocab={token: index for index, token in enumerate(tokens)}, merges=pairs, model_max_length=48)


def patch_filters(count: int, side: int) -> Tensor:
    """Low frequencies of a cosine transform × opponent colours: the patch filters a trained model would find anyway."""
    axis = (np.arange(side) + 0.5) / side
    waves = [np.cos(np.pi * k * axis) * (1.0 if k else 2**-0.5) for k in range(side)]
    order = sorted(((u, v) for u in range(side) for v in range(side)), key=lambda pair: (pair[0] + pair[1], pair))
    colours = {"luma": (1.0, 1.0, 1.0), "red-green": (1.0, -1.0, 0.0), "blue-yellow": (-0.5, -0.5, 1.0)}
    share = {"luma": count // 2, "red-green": count // 4, "blue-yellow": count - count // 2 - count // 4}
    filters: list[NDArray[np.float64]] = []
    for name, weights in colours.items():
        direction = np.asarray(weights) / np.linalg.norm(weights)
        for u, v in order[: share[name]]:
            filters.append(direction[:, None, None] * np.outer(waves[v], waves[u]) * (2 / side))
    return torch.tensor(np.stack(filters), dtype=torch.float32) * 0.5


def grid_positions(width: int, rows: int) -> Tensor:
    """2-D sine and cosine positions of a grid of patches, with a zero row first for the class token."""
    quarter = width // 4
    rates = 1.0 / (rows**1.2 ** (np.arange(quarter) / quarter)) * np.pi / 2
    y, x = np.mgrid[0:rows, 0:rows].reshape(2, -1, 1)
    table = np.concatenate([np.sin(x * rates), np.cos(x * rates), np.sin(y * rates), np.cos(y * rates)], 1)
    return torch.tensor(np.concatenate([np.zeros((1, width)), table]), dtype=torch.float32)


def make_model() -> CLIPModel:
    """Makes the untrained model."""
    from transformers import CLIPConfig, CLIPModel

    config = CLIPConfig(
        projection_dim=128,
        vision_config={
            "hidden_size": 64,
            "intermediate_size": 256,
            "num_hidden_layers": 4,
            "num_attention_heads": 2,
            "image_size": HEIGHT,
            "patch_size": 8,
            "projection_dim": 128,
        },
        text_config={
            "vocab_size": VOCABULARY_SIZE,
            "hidden_size": 64,
            "intermediate_size": 256,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "max_position_embeddings": 48,
            "bos_token_id": BEGIN,
            "eos_token_id": END,
            "pad_token_id": END,
            "projection_dim": 128,
        },
    )
    model = CLIPModel(config)
    embeddings = model.vision_model.embeddings
    with torch.no_grad():
        embeddings.patch_embedding.weight.copy_(patch_filters(64, 8))
        embeddings.position_embedding.weight.copy_(0.25 * grid_positions(64, HEIGHT // 8))
    return model


class Heads(nn.Module):
    """Linear heads that name factors during training; none of them is saved."""

    def __init__(self, width: int, patch_width: int) -> None:
        """Makes the heads."""
        super().__init__()
        words = vocabulary()
        self.sizes = [len(words.colours), len(words.shapes), len(words.sizes), len(words.positions), len(words.backgrounds)]
        self.of_picture = nn.Linear(width, sum(self.sizes))
        self.of_text = nn.Linear(width, sum(self.sizes))
        self.patch_colour = nn.Linear(patch_width, self.sizes[0] + 1)
        self.patch_shape = nn.Linear(patch_width, self.sizes[1] + 1)
        self.patch_background = nn.Linear(patch_width, self.sizes[4])
        self.centre = nn.Linear(patch_width, 2)
        self.position = nn.Linear(width, self.sizes[3])


def contrastive_loss(logits: Tensor, matches: Tensor) -> Tensor:
    """Cross entropy against several right answers a row; rows without any do not count."""
    positives = matches.float()
    count = positives.sum(1)
    losses = -(functional.log_softmax(logits, 1) * positives).sum(1) / count.clamp(min=1)
    return losses[count > 0].mean()
