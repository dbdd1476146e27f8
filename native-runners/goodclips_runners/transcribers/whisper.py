"""Whisper as transformers computes it: times of words from its cross-attention, where the folder names the heads that align."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from goodclips_runners.encoder import ModelError
from goodclips_runners.transcriber import SPEECH_RATE, SURE_OF_LANGUAGE, Word
from goodclips_runners.transcribers.windowed import Said, WindowedTranscriber, load_speech_model

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    import torch
    from numpy.typing import NDArray

    from goodclips_runners.encoder import LoadOptions
    from goodclips_runners.transcriber import SpeechOptions

NO_SPEECH_TOKENS = ("<|nospeech|>", "<|nocaptions|>")
"""Newer and older name of the same token."""


class WhisperTransformersTranscriber(WindowedTranscriber):
    """`WhisperForConditionalGeneration`: the likeliest token each time (no beam)."""

    # It hears 30; Silero adds some tenths on both sides.
    longest_window = 29.0
    joins_voices = True

    def __init__(self, loaded: tuple[Any, Any, Any], options: LoadOptions) -> None:
        """Takes what `load_speech_model` gives."""
        model, self._extractor, self._tokenizer = loaded
        super().__init__(model, options)
        config = model.generation_config
        self._languages: dict[str, int] = {name.strip("<|>"): index for name, index in (getattr(config, "lang_to_id", None) or {}).items()}
        vocabulary: dict[str, int] = self._tokenizer.get_vocab()
        self._no_speech = next((vocabulary[name] for name in NO_SPEECH_TOKENS if name in vocabulary), None)
        self._has_word_times = getattr(config, "alignment_heads", None) is not None

    @classmethod
    def load(cls, model_dir: Path, options: LoadOptions) -> WhisperTransformersTranscriber:
        """Loads a folder as transformers saves it, with generation_config.json."""
        from transformers import WhisperForConditionalGeneration

        loaded = load_speech_model(WhisperForConditionalGeneration, model_dir)
        if getattr(loaded[0].generation_config, "no_timestamps_token_id", None) is None:
            remedy = "Get generation_config.json of the model as well, and import the folder again."
            raise ModelError("model_invalid", "generation_config.json does not say which tokens are times.", remedy)
        return cls(loaded, options)

    def check(self, options: SpeechOptions) -> None:
        """See `WindowedTranscriber`."""
        if options.language is not None and options.language not in (self._languages or ("en",)):
            raise ValueError(f"The model does not know the language “{options.language[:20]}”.")
        if options.task == "translate" and not self._languages:
            raise ValueError("The model does not translate.")

    def language_of(self, sounds: Sequence[NDArray[np.float32]], options: SpeechOptions) -> tuple[str, float]:
        """The language that windows tell on average."""
        if options.language is not None or not self._languages:
            return options.language or "en", 1.0
        import torch

        ids = list(self._languages.values())
        told = [torch.softmax(self._first_logits(self._features(sound))[1][ids], 0) for sound in sounds]
        mean = torch.stack(told).mean(0)
        best = int(mean.argmax())
        language, probability = list(self._languages)[best], float(mean[best])
        likely = options.likely_language
        if probability < SURE_OF_LANGUAGE and likely in self._languages:
            return str(likely), probability
        return language, probability

    def _features(self, sound: NDArray[np.float32]) -> dict[str, torch.Tensor]:
        features: Any = self._extractor(sound, sampling_rate=SPEECH_RATE, return_tensors="pt", return_attention_mask=True)
        return {name: features[name].to(self._device) for name in ("input_features", "attention_mask")}

    def _first_logits(self, features: dict[str, torch.Tensor]) -> tuple[Any, torch.Tensor]:
        """What the encoder made, and the logits [vocabulary] of what follows the start: language or silence."""
        import torch

        encoded = self._model.model.encoder(features["input_features"])
        start = torch.full((1, 1), self._model.generation_config.decoder_start_token_id, device=self._device)
        logits: torch.Tensor = self._model(encoder_outputs=encoded, decoder_input_ids=start, use_cache=False).logits[0, -1]
        return encoded, logits.float()

    def hear(self, sound: NDArray[np.float32], language: str, options: SpeechOptions) -> list[Said]:
        """See `WindowedTranscriber`."""
        import torch

        features = self._features(sound)
        encoded, first = self._first_logits(features)
        silence = float(torch.softmax(first, 0)[self._no_speech]) if self._no_speech is not None else 0.0
        asked: dict[str, Any] = {"language": language, "task": options.task} if self._languages else {}
        prompt = " ".join(part for part in (options.hot_words, options.previous_text) if part)
        if prompt:
            # As much as Whisper's own limit for what stands before: half of what it can write, with room for the start.
            most = int(self._model.config.max_target_positions) // 2 - 1
            ids = torch.as_tensor(self._tokenizer.get_prompt_ids(prompt))
            asked["prompt_ids"] = torch.cat([ids[:1], ids[1:][-most + 1 :]]).to(self._device)
        answer: Any = self._model.generate(
            encoder_outputs=encoded,
            attention_mask=features["attention_mask"],
            return_timestamps=True,
            return_token_timestamps=self._has_word_times,
            return_dict_in_generate=True,
            return_segments=True,
            output_scores=True,
            num_beams=1,
            do_sample=False,
            temperature=0.0,
            **asked,
        )
        return [self._said(segment, language, silence) for segment in answer["segments"][0]]

    def _said(self, segment: dict[str, Any], language: str, silence: float) -> Said:
        import torch

        tokens: list[int] = segment["tokens"].tolist()
        result = segment["result"]
        # Scores begin with the first token that was made; the positions count from the start of the prompt.
        first = segment["idxs"][0] - (len(result["sequences"]) - len(result["scores"]))
        logarithms = [
            float(torch.log_softmax(result["scores"][first + index].float(), -1)[token])
            for index, token in enumerate(tokens)
            if 0 <= first + index < len(result["scores"])
        ]
        times = segment["token_timestamps"].tolist() if self._has_word_times else []
        words = self._words(tokens, logarithms, times, language)
        kept = [token for token in tokens if token < self._times_from and token not in self._tokenizer.all_special_ids]
        mean = math.exp(sum(logarithms) / len(logarithms)) if logarithms else 0.0
        text: str = self._tokenizer.decode(kept)
        return Said(float(segment["start"]), float(segment["end"]), text, mean, words, silence)

    @property
    def _times_from(self) -> int:
        """The first token that stands for a time."""
        return int(self._model.generation_config.no_timestamps_token_id) + 1

    def _words(self, tokens: list[int], logarithms: list[float], times: list[float], language: str) -> tuple[Word, ...]:
        """Words as transformers' own pipeline parts them: from the time of the token before the first to that of the last."""
        from transformers.models.whisper.tokenization_whisper import LANGUAGES, _combine_tokens_into_words  # type: ignore[attr-defined]

        special = set(self._tokenizer.all_special_ids)
        places = [index for index, token in enumerate(tokens) if token < self._times_from and token not in special]
        if not times or not places:
            return ()
        texts, _, groups = _combine_tokens_into_words(
            self._tokenizer, [tokens[place] for place in places], LANGUAGES.get(language, "english")
        )
        words: list[Word] = []
        for text, group in zip(texts, groups, strict=True):
            own = [places[index] for index in group]
            start = times[max(0, own[0] - 1)]
            mean = sum(logarithms[place] for place in own) / len(own)
            words.append(Word(start, max(start, times[own[-1]]), text, math.exp(mean)))
        return tuple(words)
