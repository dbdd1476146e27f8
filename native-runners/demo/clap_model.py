"""The untrained model of `demo-clap`, its tokenizer, and what it is trained with and is not saved."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from demo.sound_set import SoundScene, training_scenes
from demo.sounds import all_sounds

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from transformers import ClapModel, RobertaTokenizer

VOCABULARY_SIZE = 578
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")


def make_tokenizer(corpus: list[str]) -> RobertaTokenizer:
    """Makes a byte-level byte-pair tokenizer in RoBERTa's layout."""
    from tokenizers import ByteLevelBPETokenizer
    from transformers import RobertaTokenizer

    trainee = ByteLevelBPETokenizer(add_prefix_space=False)
    trainee.train_from_iterator(corpus, VOCABULARY_SIZE, 2, show_progress=False, special_tokens=list(SPECIAL))
    model = json.loads(trainee.to_str())["model"]
    # The tokenizer takes pairs; its annotation says strings.
    merges: Any = [tuple(pair) for pair in model["merges"]]
    return RobertaTokenizer(vocab=model["vocab"], merges=merges, model_max_length=60)


def _wave_filters(count: int, side: int) -> Tensor:
    """Low frequencies of a cosine transform, and the four codes of the frequency rows (see `make_model`)."""
    axis = (np.arange(side) + 0.5) / side
    waves = [np.cos(np.pi * k * axis) for k in range(side)]
    order = sorted(((u, v) for u in range(12) for v in range(12)), key=lambda pair: (pair[0] + pair[1], pair))
    filters = [np.outer(waves[v], waves[u]) for u, v in order[: count - 4]]
    filters += [np.outer(waves[12 + code], waves[0]) for code in range(4)]
    return torch.tensor(np.stack([f / np.linalg.norm(f) for f in filters])[:, None], dtype=torch.float32)


def make_model(pieces: NDArray[np.float32]) -> ClapModel:
    """Makes the untrained model; its batch norm gets the statistics of the training sounds and keeps them."""
    from transformers import ClapConfig, ClapModel

    config = ClapConfig(
        projection_dim=128,
        text_config={
            "vocab_size": VOCABULARY_SIZE,
            "hidden_size": 64,
            "num_hidden_layers": 3,
            "num_attention_heads": 2,
            "intermediate_size": 256,
            "max_position_embeddings": 64,
            "hidden_dropout_prob": 0.0,
            "attention_probs_dropout_prob": 0.0,
            "projection_dim": 128,
        },
        audio_config={
            "spec_size": 256,
            "patch_size": 16,
            "patch_stride": [16, 16],
            "depths": [2, 2],
            "num_attention_heads": [2, 4],
            "num_hidden_layers": 2,
            "window_size": 8,
            "patch_embeds_hidden_size": 64,
            "hidden_size": 128,
            "hidden_dropout_prob": 0.0,
            "projection_dim": 128,
            "enable_fusion": False,
        },
    )
    model = ClapModel(config)
    encoder: Any = model.audio_model.audio_encoder
    bins = np.arange(64)
    # Swin knows no absolute frequency. A code per row of patches, added by the batch norm's bias, tells it.
    code = np.cos(np.pi * (bins % 16 + 0.5) / 16 * (12 + bins // 16))
    with torch.no_grad():
        encoder.batch_norm.running_mean.fill_(float(pieces.mean()))
        encoder.batch_norm.running_var.fill_(float(pieces.var()))
        encoder.batch_norm.bias.copy_(torch.tensor(0.7 * code))
        encoder.patch_embed.proj.weight.copy_(_wave_filters(64, 16))
    return model


class Heads(nn.Module):
    """Linear heads that name the sounds during training; none of them is saved."""

    def __init__(self, width: int, tower_width: int, sounds: int) -> None:
        """Makes the heads."""
        super().__init__()
        self.sounds = sounds
        self.first = nn.Linear(width, sounds)
        self.second = nn.Linear(width, sounds + 1)
        self.text_first = nn.Linear(width, sounds)
        self.text_second = nn.Linear(width, sounds + 1)
        self.dense = nn.Linear(tower_width * 2, 2 * sounds + 1)


class Parts(nn.Module):
    """What each sound adds to the vector of a pair as the first and as the second sound; it is learnt with the model and not saved."""

    def __init__(self, model: ClapModel, tokenizer: RobertaTokenizer) -> None:
        """Begins with the parts that come nearest to the sentences about all scenes that training may play."""
        super().__init__()
        sounds = all_sounds()
        scenes = training_scenes()
        said = [sounds[one.first].words[0] + (f" and then {sounds[one.second].words[0]}" if one.second >= 0 else "") for one in scenes]
        tokens = tokenizer(said, padding=True, return_tensors="pt")
        with torch.no_grad():
            read = model.text_model(input_ids=tokens["input_ids"], attention_mask=tokens["attention_mask"])
            vectors = functional.normalize(model.text_projection(read.pooler_output), dim=-1)
            first, second = self._numbers(scenes, len(sounds))
            holds = functional.one_hot(first, 2 * len(sounds) + 1) + functional.one_hot(len(sounds) + second, 2 * len(sounds) + 1)
            parts = torch.linalg.lstsq(holds.float(), vectors, driver="gelsd").solution
        self.first = nn.Parameter(parts[: len(sounds)].clone())
        self.second = nn.Parameter(parts[len(sounds) :].clone())

    @staticmethod
    def _numbers(scenes: list[SoundScene], sounds: int) -> tuple[Tensor, Tensor]:
        second = [scene.second if scene.second >= 0 else sounds for scene in scenes]
        return torch.tensor([scene.first for scene in scenes]), torch.tensor(second)

    def forward(self, vectors: Tensor, scenes: list[SoundScene]) -> Tensor:
        """Mean distance (1 - cosine) of vectors from the sums of their parts."""
        first, second = self._numbers(scenes, len(self.first))
        return (1 - functional.cosine_similarity(vectors, self.first[first] + self.second[second])).mean()
