"""Speech models of transformers with random weights, saved as the real ones are; and a sound that is like a voice."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from goodclips_runners.encoders.base import go_offline
from goodclips_runners.transcriber import SPEECH_RATE
from tests.random_models import WORDS

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

go_offline()

LANGUAGES = ("en", "de", "fr")
SMALL = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "subsampling_conv_channels": 8,
}


def voice_like(seconds: float, seed: int = 1) -> NDArray[np.float32]:
    """A hum of harmonics whose loudness goes up and down as syllables do."""
    time = np.arange(round(seconds * SPEECH_RATE)) / SPEECH_RATE
    pitch = 120 + 20 * np.sin(2 * np.pi * 0.7 * time + seed)
    phase = 2 * np.pi * np.cumsum(pitch) / SPEECH_RATE
    hum = sum(np.sin(phase * harmonic) / harmonic for harmonic in range(1, 20))
    return np.asarray(hum * (0.5 + 0.5 * np.sin(2 * np.pi * 4 * time)) * 0.1, dtype=np.float32)


def livelier(model: Any, scale: float) -> None:
    """Larger weights: fresh ones give the same token again and again, whatever is heard."""
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim > 1:
                parameter.mul_(scale)


def _whisper_tokenizer(folder: Path, *, several: bool) -> dict[str, int]:
    from transformers import WhisperTokenizer
    from transformers.convert_slow_tokenizer import bytes_to_unicode

    letters = list(bytes_to_unicode().values())
    merges = [("Ġ", "a"), ("t", "h"), ("Ġ", "t"), ("Ġt", "h"), ("Ġ", "c")]
    vocab = {piece: index for index, piece in enumerate([*letters, *("".join(pair) for pair in merges)])}
    tokenizer: Any = WhisperTokenizer(vocab=vocab, merges=merges)
    languages = [f"<|{name}|>" for name in LANGUAGES] if several else []
    names = ["<|endoftext|>", "<|startoftranscript|>", *languages, "<|translate|>", "<|transcribe|>", "<|startoflm|>"]
    names += ["<|startofprev|>", "<|nospeech|>", "<|notimestamps|>"]
    tokenizer.add_tokens(names, special_tokens=True)
    tokenizer.add_tokens([f"<|{index * 0.02:.2f}|>" for index in range(1501)])
    tokenizer.save_pretrained(folder)
    return {**{name: tokenizer.convert_tokens_to_ids(name) for name in names}, "size": len(tokenizer)}


def save_whisper(folder: Path, *, several: bool = True, word_times: bool = True) -> Path:
    """A Whisper with tokens of times; `several`: of three languages, else English alone."""
    from transformers import GenerationConfig, WhisperConfig, WhisperFeatureExtractor, WhisperForConditionalGeneration

    ids = _whisper_tokenizer(folder, several=several)
    end, start = ids["<|endoftext|>"], ids["<|startoftranscript|>"]
    special: dict[str, Any] = {"bos_token_id": end, "eos_token_id": end, "pad_token_id": end, "decoder_start_token_id": start}
    layers: dict[str, Any] = {f"{part}_{what}": 2 for part in ("encoder", "decoder") for what in ("layers", "attention_heads")}
    sizes: dict[str, Any] = {"d_model": 32, "encoder_ffn_dim": 64, "decoder_ffn_dim": 64, "max_target_positions": 64}
    torch.manual_seed(1)
    model: Any = WhisperForConditionalGeneration(WhisperConfig(vocab_size=ids["size"], **sizes, **layers, **special))
    livelier(model, 4)
    manners: dict[str, Any] = {"is_multilingual": several, "no_timestamps_token_id": ids["<|notimestamps|>"]}
    if several:
        manners["lang_to_id"] = {f"<|{name}|>": ids[f"<|{name}|>"] for name in LANGUAGES}
        manners["task_to_id"] = {name: ids[f"<|{name}|>"] for name in ("transcribe", "translate")}
    if word_times:
        manners["alignment_heads"] = [[0, 0], [1, 1]]
    model.generation_config = GenerationConfig(
        **special, **manners, prev_sot_token_id=ids["<|startofprev|>"], max_length=64, begin_suppress_tokens=[end]
    )
    model.save_pretrained(folder)
    WhisperFeatureExtractor(feature_size=80).save_pretrained(folder)
    return folder


def _word_starts(folder: Path, tokenizer_class: Any, special: dict[str, str]) -> dict[str, int]:
    """A tokenizer as SentencePiece's: words with `▁` in front, and letters that go on."""
    from tokenizers import Tokenizer, decoders
    from tokenizers.models import BPE

    pieces = dict.fromkeys([*special.values(), *(f"▁{word}" for word in WORDS[:40]), *"abcdefghijklmnopqrstuvwxyz.,?!'▁"])
    vocab = {piece: index for index, piece in enumerate(pieces)}
    words: Any = Tokenizer(BPE(vocab, [], unk_token=special["unk_token"]))
    words.decoder = decoders.Metaspace()
    tokenizer_class(tokenizer_object=words, **special).save_pretrained(folder)
    return vocab


def save_moonshine(folder: Path) -> Path:
    """A Moonshine."""
    from transformers import MoonshineConfig, MoonshineForConditionalGeneration, PreTrainedTokenizerFast, Wav2Vec2FeatureExtractor

    special = {"unk_token": "<unk>", "bos_token": "<s>", "eos_token": "</s>"}
    vocab = _word_starts(folder, PreTrainedTokenizerFast, special)
    layers: dict[str, Any] = {
        f"{part}_{what}": 2 for part in ("encoder", "decoder") for what in ("num_hidden_layers", "num_attention_heads")
    }
    torch.manual_seed(1)
    config = MoonshineConfig(vocab_size=len(vocab), hidden_size=32, intermediate_size=64, tie_word_embeddings=False, **layers)
    model: Any = MoonshineForConditionalGeneration(config)
    livelier(model, 8)
    model.save_pretrained(folder)
    Wav2Vec2FeatureExtractor(feature_size=1, sampling_rate=16_000, do_normalize=False, return_attention_mask=True).save_pretrained(folder)
    return folder


def save_parakeet(folder: Path, kind: str) -> Path:
    """A Parakeet; `kind`: `CTC`, `RNNT` or `TDT`."""
    import transformers

    special = {"unk_token": "<unk>", "pad_token": "<pad>", **({} if kind == "CTC" else {"mask_token": "<blank>"})}
    vocab = _word_starts(folder, transformers.ParakeetTokenizer, special)
    sizes: dict[str, Any] = {"vocab_size": len(vocab), "pad_token_id": vocab["<pad>"], "encoder_config": SMALL}
    if kind != "CTC":
        sizes |= {"blank_token_id": vocab["<blank>"], "decoder_hidden_size": 32, "num_decoder_layers": 1}
    torch.manual_seed(2)
    config: Any = getattr(transformers, f"Parakeet{kind}Config")(**sizes)
    model: Any = getattr(transformers, f"ParakeetFor{kind}")(config)
    livelier(model, 8)
    model.save_pretrained(folder)
    sound = {"feature_extractor_type": "ParakeetFeatureExtractor", "feature_size": 80, "sampling_rate": 16_000}
    (folder / "preprocessor_config.json").write_text(json.dumps({**sound, "hop_length": 160, "n_fft": 512, "win_length": 400}))
    return folder
