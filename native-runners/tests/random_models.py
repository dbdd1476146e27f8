"""Models with random weights and tokenizers of a few hundred words, saved as the real ones are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from goodclips_runners.encoders.base import go_offline
from goodclips_runners.encoders.texts import OFFSET_POSITIONS

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

go_offline()

WORDS = """the of and dog cat runs over wet beach rain on window siren bell far away red circle blue square moves left right
slowly quickly sound this is where did you put letter my sister wrote before she country no three people sit at table talk about
weather while kettle begins to sing he opened door looked empty room understood others had gone without him a""".split()  # noqa: SIM905 -- lines


def caption(words: int, seed: int) -> str:
    """So many words, the same for the same seed."""
    order = np.random.default_rng(seed).integers(0, len(WORDS), words)
    return " ".join(WORDS[index] for index in order)


CAPTIONS = [caption(words, seed) for seed, words in enumerate((1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 17, 20, 26, 33, 60, 140))] + [
    "Émile — “déjà vu”? 東京 🙂",
    "A  DOG\n\truns",
    "",
    caption(2000, 99),
]
"""Twenty-three, with an empty one and one of 2,000 words."""


def random_weights(model: torch.nn.Module, scale: float = 1.0) -> torch.nn.Module:
    """Gives matrices larger weights than a fresh model has, so that its vectors differ clearly from each other."""
    generator = torch.Generator().manual_seed(7)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim == 1:
                parameter.add_(torch.empty_like(parameter).uniform_(-0.1, 0.1, generator=generator))
            elif scale != 1.0:
                parameter.mul_(scale)
    return model.eval()


def word_pieces(folder: Path, limit: int = 512) -> Any:
    """A BERT tokenizer of words and letters."""
    from transformers import BertTokenizer

    letters = "abcdefghijklmnopqrstuvwxyz0123456789.,?!'\"-"
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS, *letters, *(f"##{letter}" for letter in letters)]
    vocab = {piece: index for index, piece in enumerate(dict.fromkeys(pieces))}
    tokenizer: Any = BertTokenizer(vocab=vocab, do_lower_case=True, model_max_length=limit)
    tokenizer.save_pretrained(folder)
    return tokenizer


def save_words(folder: Path, special: dict[str, str], template: str, limit: int | None = None) -> int:
    """A tokenizer that knows whole words.

    Args:
        folder: Where it is saved.
        special: Special tokens by their role (`pad_token`, `unk_token` …); their ids are in this order.
        template: What it puts around a text, `$A`.
        limit: Tokens at most.

    Returns:
        How many tokens it knows.
    """
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from tokenizers.processors import TemplateProcessing
    from transformers import PreTrainedTokenizerFast

    known = dict.fromkeys([*special.values(), "Instruct", "Query", ":", "?", ".", *WORDS])
    vocab = {word: index for index, word in enumerate(known)}
    words: Any = Tokenizer(WordLevel(vocab, unk_token=special["unk_token"]))
    words.pre_tokenizer = Whitespace()
    words.post_processor = TemplateProcessing(single=template, special_tokens=[(one, vocab[one]) for one in special.values()])
    bound = {} if limit is None else {"model_max_length": limit}
    PreTrainedTokenizerFast(tokenizer_object=words, **special, **bound).save_pretrained(folder)
    return len(vocab)


def save_bert(folder: Path, **config: Any) -> Path:
    """A BERT model with tokenizer, like e5 and MiniLM."""
    from transformers import BertConfig, BertModel

    torch.manual_seed(1)
    word_pieces(folder)
    random_weights(BertModel(BertConfig(**config))).save_pretrained(folder)  # type: ignore[operator]
    return folder


ROBERTA_SPECIAL = {"bos_token": "<s>", "pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>"}
"""The special tokens of RoBERTa in the order of their ids: its padding id, 1, is where its positions begin."""


def save_clap(folder: Path, *, tiny: bool = False) -> Path:
    """An unfused CLAP with extractor and tokenizer; full size has the values of laion/clap-htsat-unfused."""
    from transformers import ClapConfig, ClapFeatureExtractor, ClapModel

    torch.manual_seed(2)
    known = save_words(folder, ROBERTA_SPECIAL, "<s> $A </s>", 512)
    # preprocessor_config.json of the repository.
    extractor: Any = ClapFeatureExtractor(truncation="rand_trunc", padding="repeatpad", frequency_min=50, frequency_max=14_000)
    extractor.save_pretrained(folder)
    audio: dict[str, Any] = {"enable_fusion": False}
    text: dict[str, Any] = {}
    if tiny:
        audio |= {
            "patch_size": 16,
            "patch_stride": [16, 16],
            "depths": [1, 1],
            "num_attention_heads": [2, 4],
            "patch_embeds_hidden_size": 16,
            "hidden_size": 32,
        }
        text = {"vocab_size": known, "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = ClapConfig(audio_config=audio, text_config=text, projection_dim=32 if tiny else 512)
    random_weights(ClapModel(config), 2.0).save_pretrained(folder)  # type: ignore[operator]
    return folder


def save_qwen(folder: Path, **config: Any) -> Path:
    """A Qwen3 decoder with tokenizer, like Qwen3-Embedding-0.6B."""
    from transformers import Qwen3Config, Qwen3Model

    torch.manual_seed(3)
    # The tokenizer.json of Qwen3-Embedding ends every text so, too.
    end = "<|endoftext|>"
    save_words(folder, {"unk_token": "[UNK]", "pad_token": end}, f"$A {end}")
    random_weights(Qwen3Model(Qwen3Config(**config))).save_pretrained(folder)  # type: ignore[operator]
    (folder / "config_sentence_transformers.json").write_text(
        json.dumps({"prompts": {"query": "Instruct: where is this\nQuery:", "document": ""}}), encoding="utf-8"
    )
    return folder


def sounds() -> list[NDArray[np.float32]]:
    """Twenty-two sounds from a tenth of a second to 25 seconds, silence and one sample among them."""
    random = np.random.default_rng(5)
    lengths = (0.1, 0.1, 0.3, 0.5, 1, 1.7, 2, 3, 3.3, 4, 5, 6, 7.5, 9.9, 10, 10.4, 11, 15, 25)
    made: list[NDArray[np.float32]] = []
    for index, seconds in enumerate(lengths):
        time = np.arange(int(seconds * 48_000)) / 48_000
        tone = np.sin(2 * np.pi * (150 + 170 * index + 300 * (index % 3) * time) * time)
        made.append((tone * 0.3 + random.standard_normal(time.size) * 0.02 * (index % 4)).astype(np.float32))
    return [*made, np.zeros(48_000, np.float32), np.ones(1, np.float32), (random.standard_normal(4801)).astype(np.float32)]


TINY_TEXT: dict[str, Any] = {
    "vocab_size": 400,
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "pad_token_id": 0,
}
"""Sizes under the names that most architectures give them."""

TINY_TEXT_CHANGES: dict[str, dict[str, Any]] = {
    "albert": {"embedding_size": 16},
    "distilbert": {"dim": 32, "hidden_dim": 64, "n_layers": 2, "n_heads": 2},
    "electra": {"embedding_size": 16},
    # As on the hub: attention by relative positions, which BERT's settings would leave out.
    "deberta-v2": {"relative_attention": True, "pos_att_type": ["p2c", "c2p"], "position_buckets": 16},
    "modernbert": {"bos_token_id": 2, "cls_token_id": 2, "eos_token_id": 3, "sep_token_id": 3},
    "qwen2": {"num_key_value_heads": 1},
    "qwen3": {"num_key_value_heads": 1, "head_dim": 16},
}
"""What an architecture needs besides, by model type."""


def save_tiny_text(folder: Path, model_type: str) -> Path:
    """A text model of any architecture that transformers knows, with 32 numbers a vector and a tokenizer of words and letters."""
    from transformers import AutoConfig, AutoModel

    torch.manual_seed(1)
    settings = TINY_TEXT | TINY_TEXT_CHANGES.get(model_type, {})
    if model_type in OFFSET_POSITIONS:
        save_words(folder, ROBERTA_SPECIAL, "<s> $A </s>")
        settings["pad_token_id"] = 1
    else:
        word_pieces(folder)
    if model_type == "distilbert":
        settings = {name: value for name, value in settings.items() if not name.startswith(("hidden_size", "num_", "intermediate"))}
    build: Any = AutoModel.from_config
    random_weights(build(AutoConfig.for_model(model_type, **settings))).save_pretrained(folder)  # type: ignore[operator]
    if model_type.startswith("qwen"):
        (folder / "1_Pooling").mkdir()
        (folder / "1_Pooling" / "config.json").write_text('{"pooling_mode_lasttoken": true}', encoding="utf-8")
    return folder
