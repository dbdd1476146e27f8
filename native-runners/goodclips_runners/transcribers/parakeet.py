"""Parakeet with CTC, RNN-T and TDT: the frames in which its tokens come tell the times of words."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from goodclips_runners.encoder import ModelError
from goodclips_runners.model_folder import read_json
from goodclips_runners.transcriber import SPEECH_RATE, Word
from goodclips_runners.transcribers.windowed import Said, WindowedTranscriber, load_speech_model

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    import torch
    from numpy.typing import NDArray

    from goodclips_runners.encoder import LoadOptions
    from goodclips_runners.transcriber import SpeechOptions

CLASSES = {"parakeet_ctc": "ParakeetForCTC", "parakeet_rnnt": "ParakeetForRNNT", "parakeet_tdt": "ParakeetForTDT"}
"""By `model_type`."""

WORD_START = "▁"
"""In front of the first token of a word, as SentencePiece writes it."""


@dataclass(frozen=True)
class Token:
    """A token with its frames: from `start` up to `end`, which is not in it."""

    id: int
    start: int
    end: int
    logarithm: float


class ParakeetTranscriber(WindowedTranscriber):
    """`ParakeetForCTC`, `ParakeetForRNNT` and `ParakeetForTDT`: the likeliest token each time."""

    longest_window = 30.0
    joins_voices = True

    def __init__(self, loaded: tuple[Any, Any, Any], options: LoadOptions) -> None:
        """Takes what `load_speech_model` gives."""
        model, self._extractor, self._tokenizer = loaded
        super().__init__(model, options)
        encoder = model.config.encoder_config
        self._frame_seconds = self._extractor.hop_length / self._extractor.sampling_rate * encoder.subsampling_factor
        self._is_ctc = model.config.model_type == "parakeet_ctc"
        blank = model.config.pad_token_id if self._is_ctc else model.config.blank_token_id
        if not self._is_ctc and model.generation_config.decoder_start_token_id is None:
            # As NeMo begins; of folders whose generation_config.json was left out.
            model.generation_config.decoder_start_token_id = int(blank)
        self._unsaid = {int(blank), int(model.config.pad_token_id), *(int(one) for one in self._tokenizer.all_special_ids)}

    @classmethod
    def load(cls, model_dir: Path, options: LoadOptions) -> ParakeetTranscriber:
        """Loads a folder as transformers saves it."""
        import transformers

        name = CLASSES.get(str(read_json(model_dir / "config.json").get("model_type")))
        if name is None:
            raise ModelError("model_invalid", "config.json names no Parakeet.", "Install the model again.")
        from goodclips_runners.transcribers.parakeet_sound import ParakeetSound

        return cls(load_speech_model(getattr(transformers, name), model_dir, ParakeetSound.of_folder), options)

    def hear(self, sound: NDArray[np.float32], language: str, options: SpeechOptions) -> list[Said]:
        """See `WindowedTranscriber`; names cannot be given to it."""
        del language, options
        features: Any = self._extractor(sound, sampling_rate=SPEECH_RATE, return_tensors="pt", return_attention_mask=True)
        inputs = {name: features[name].to(self._device) for name in ("input_features", "attention_mask")}
        tokens = self._ctc(inputs) if self._is_ctc else self._transducer(inputs)
        said = [token for token in tokens if token.id not in self._unsaid]
        if not said:
            return []
        words = tuple(self._word(own) for own in self._by_word(said))
        mean = math.exp(sum(token.logarithm for token in said) / len(said))
        return [Said(words[0].start, words[-1].end, "".join(word.text for word in words), mean, words)]

    def _ctc(self, inputs: dict[str, torch.Tensor]) -> list[Token]:
        """Runs of the same likeliest token, over the frames."""
        import torch

        answer: Any = self._model.generate(**inputs, return_dict_in_generate=True)
        ids: list[int] = answer.sequences[0].tolist()
        logarithms = torch.log_softmax(answer.logits[0].float(), -1).max(-1).values.tolist()
        tokens: list[Token] = []
        for token, run in itertools.groupby(range(len(ids)), key=lambda frame: ids[frame]):
            frames = list(run)
            tokens.append(Token(token, frames[0], frames[-1] + 1, max(logarithms[frame] for frame in frames)))
        return tokens

    def _transducer(self, inputs: dict[str, torch.Tensor]) -> list[Token]:
        """Tokens with the frame that each came in; of TDT the next `durations` frames are its own, of RNN-T one is."""
        import torch

        size = int(self._model.config.vocab_size)
        logarithms: list[float] = []

        def note(_: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
            scores = scores.clone()
            logarithms.append(float(torch.log_softmax(scores[0, :size].float(), -1).max()))
            # Behind the vocabulary stand the logits of TDT's durations, which are no tokens.
            scores[:, size:] = -torch.inf
            return scores

        answer: Any = self._model.generate(**inputs, logits_processor=[note])
        ids: list[int] = answer.sequences[0].tolist()
        steps: list[int] = answer.durations[0].tolist()
        starts = [end - step for end, step in zip(itertools.accumulate(steps), steps, strict=True)]
        is_tdt = self._model.config.model_type == "parakeet_tdt"
        # The first is the start itself, which nothing was computed for.
        rows = zip(ids[1:], starts[1:], steps[1:], logarithms, strict=True)
        return [Token(token, start, start + (max(1, step) if is_tdt else 1), logarithm) for token, start, step, logarithm in rows]

    def _by_word(self, tokens: Sequence[Token]) -> list[list[Token]]:
        words: list[list[Token]] = []
        for token in tokens:
            piece = str(self._tokenizer.convert_ids_to_tokens(token.id))
            if words and not piece.startswith(WORD_START):
                words[-1].append(token)
            else:
                words.append([token])
        return words

    def _word(self, own: Sequence[Token]) -> Word:
        text = str(self._tokenizer.decode([token.id for token in own], group_tokens=False)).strip()
        mean = sum(token.logarithm for token in own) / len(own)
        return Word(own[0].start * self._frame_seconds, own[-1].end * self._frame_seconds, f" {text}", math.exp(mean))
