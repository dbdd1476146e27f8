"""Moonshine. It tells no times of words: each stretch of speech is a segment with the stretch's own times, and no words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from goodclips_runners.transcriber import SPEECH_RATE
from goodclips_runners.transcribers.windowed import Said, WindowedTranscriber, load_speech_model

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from goodclips_runners.encoder import LoadOptions
    from goodclips_runners.transcriber import SpeechOptions

TOKENS_A_SECOND = 6.5
"""More are a loop: the limit that the authors advise."""


class MoonshineTranscriber(WindowedTranscriber):
    """`MoonshineForConditionalGeneration`: the likeliest token each time."""

    # Captions are made of its segments as they are, so that none may stand for long.
    longest_window = 7.0
    joins_voices = False

    def __init__(self, loaded: tuple[Any, Any, Any], options: LoadOptions) -> None:
        """Takes what `load_speech_model` gives."""
        model, self._extractor, self._tokenizer = loaded
        super().__init__(model, options)

    @classmethod
    def load(cls, model_dir: Path, options: LoadOptions) -> MoonshineTranscriber:
        """Loads a folder as transformers saves it."""
        from transformers import MoonshineForConditionalGeneration

        return cls(load_speech_model(MoonshineForConditionalGeneration, model_dir), options)

    def hear(self, sound: NDArray[np.float32], language: str, options: SpeechOptions) -> list[Said]:
        """See `WindowedTranscriber`; the language is that of the model, and names cannot be given to it."""
        del language, options
        import torch

        inputs: Any = self._extractor(sound, sampling_rate=SPEECH_RATE, return_tensors="pt")
        seconds = len(sound) / SPEECH_RATE
        answer: Any = self._model.generate(
            input_values=inputs["input_values"].to(self._device),
            max_new_tokens=max(1, math.ceil(seconds * TOKENS_A_SECOND)),
            num_beams=1,
            do_sample=False,
            return_dict_in_generate=True,
            output_scores=True,
        )
        made = answer.sequences[0][-len(answer.scores) :].tolist()
        logarithms = [float(torch.log_softmax(scores[0].float(), -1)[token]) for scores, token in zip(answer.scores, made, strict=True)]
        text: str = self._tokenizer.decode(answer.sequences[0], skip_special_tokens=True)
        return [Said(0.0, seconds, text, math.exp(sum(logarithms) / len(logarithms)))]
