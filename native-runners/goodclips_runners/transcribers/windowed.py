"""What the speech models of transformers have in common: voices first, then one window after the other."""

from __future__ import annotations

import zlib
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from goodclips_runners.device import is_out_of_memory
from goodclips_runners.encoder import ModelError
from goodclips_runners.transcriber import Segment, Stopped, Transcript, Word
from goodclips_runners.transcribers.voices import find_voices, windows_of
from goodclips_runners.weights import check_layer_counts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy as np
    import torch
    from numpy.typing import NDArray

    from goodclips_runners.encoder import LoadOptions, Speed
    from goodclips_runners.transcriber import SpeechOptions
    from goodclips_runners.transcribers.voices import Window

UNKNOWN_LANGUAGE = "und"
"""ISO 639's code of a language that nobody told; of models that do not say which one they heard."""

PAUSE_MS = 160
"""Without a voice for so long, one stretch of speech ends; the value of faster-whisper's own windows."""

SHORTEST_SAMPLES = 8_000
"""Half a second: the first layers make no frame of less than some hundredths; silence fills it up."""


@dataclass(frozen=True)
class Said:
    """Words of a window; times are seconds from its start.

    Attributes:
        start: Of the first word.
        end: Of the last one.
        text: As the tokenizer writes it.
        probability: Geometric mean of those of its tokens.
        words: Empty where the model tells no times of words.
        no_speech_probability: That nothing is said; 0 where the model does not tell.
    """

    start: float
    end: float
    text: str
    probability: float
    words: tuple[Word, ...] = ()
    no_speech_probability: float = 0.0


class WindowedTranscriber(ABC):
    """A speech model that hears a window of speech at once. One window is in memory at a time."""

    longest_window: ClassVar[float]
    """Seconds of speech that it hears at once."""
    joins_voices: ClassVar[bool]
    """Whether a window may hold several stretches; without times of words each is one, as its own times are all that is known."""
    speed: Speed | None = None
    engine: str

    def __init__(self, model: torch.nn.Module, options: LoadOptions) -> None:
        """Moves a model to its device.

        Args:
            model: As it was loaded, in fp32.
            options: Device, and the engine: `bf16` and `fp16` by autocast, all others are fp32; on CUDA `auto` is bf16.
        """
        import torch

        named = {"bf16": torch.bfloat16, "fp16": torch.float16}
        self._dtype = named.get("bf16" if options.engine == "auto" and options.device == "cuda" else options.engine)
        self.engine = next((name for name, dtype in named.items() if dtype is self._dtype), "fp32")
        self._device = options.device
        self._model: Any = model.eval().requires_grad_(requires_grad=False).to(options.device)

    @abstractmethod
    def hear(self, sound: NDArray[np.float32], language: str, options: SpeechOptions) -> list[Said]:
        """What is said in a window.

        Args:
            sound: 16 kHz mono, half a second at the least.
            language: What `language_of` gave.
            options: What is asked.
        """

    def check(self, options: SpeechOptions) -> None:
        """Refuses what the model cannot do.

        Raises:
            ValueError: It does not know the language, or does not translate.
        """
        if options.task == "translate":
            raise ValueError("The model does not translate.")

    def language_of(self, sounds: Sequence[NDArray[np.float32]], options: SpeechOptions) -> tuple[str, float]:
        """The language of windows, and how probable it is; 1 where it was given."""
        del sounds
        return (options.language, 1.0) if options.language is not None else (UNKNOWN_LANGUAGE, 0.0)

    def transcribe(
        self,
        samples: NDArray[np.float32],
        options: SpeechOptions,
        stopped: Callable[[], bool],
        heard: Callable[[float], None],
    ) -> Transcript:
        """What is said; see `Transcriber.transcribe`."""
        import torch

        self.check(options)
        if stopped():
            raise Stopped
        voices = find_voices(samples, self.longest_window, PAUSE_MS)
        if not voices:
            return Transcript(options.language or options.likely_language or UNKNOWN_LANGUAGE, 0.0, 0.0, ())
        windows = windows_of(voices, self.longest_window if self.joins_voices else 0.0)
        segments: list[Segment] = []
        try:
            with torch.inference_mode(), torch.autocast(self._device, dtype=self._dtype, enabled=self._dtype is not None):
                language, probability = self.language_of([_sound_of(window, samples) for window in _spread(windows)], options)
                for window in windows:
                    if stopped():
                        raise Stopped
                    said = self.hear(_sound_of(window, samples), language, options)
                    segments += [_segment(window, one) for one in said if one.text.strip()]
                    heard(window.end)
        except RuntimeError as error:
            if is_out_of_memory(error):
                raise MemoryError(str(error)) from error
            raise
        spoken = sum(voice.end - voice.start for voice in voices)
        return Transcript(language, probability, min(1.0, spoken / len(samples)), tuple(segments))


LANGUAGE_WINDOWS = 4
"""So many windows tell the language: the first one may be a song or a name."""


def _spread(windows: list[Window]) -> list[Window]:
    count = min(LANGUAGE_WINDOWS, len(windows))
    return [windows[0 if count == 1 else round((len(windows) - 1) * index / (count - 1))] for index in range(count)]


def _sound_of(window: Window, samples: NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np

    sound = window.sound_of(samples)
    return np.pad(sound, (0, max(0, SHORTEST_SAMPLES - len(sound))))


def _segment(window: Window, said: Said) -> Segment:
    text = said.text.encode()
    # Never before the one before it: rounding and a window's end that was cut may say so.
    words: list[Word] = []
    for word in said.words:
        start = max(window.in_sound(word.start), words[-1].end if words else 0.0)
        words.append(Word(start, max(start, window.in_sound(word.end, is_end=True)), word.text, word.probability))
    start = words[0].start if words else window.in_sound(said.start)
    end = words[-1].end if words else max(start, window.in_sound(said.end, is_end=True))
    return Segment(
        start=start,
        end=end,
        text=said.text if said.text.startswith(" ") else f" {said.text}",
        probability=min(1.0, said.probability),
        no_speech_probability=said.no_speech_probability,
        compression_ratio=len(text) / len(zlib.compress(text)),
        words=tuple(words),
    )


def load_speech_model(model_class: Any, model_dir: Path, load_extractor: Callable[[Path], Any] | None = None) -> tuple[Any, Any, Any]:
    """A model of transformers with its feature extractor and tokenizer, out of the folder alone.

    Args:
        model_class: Of transformers.
        model_dir: Folder of the model.
        load_extractor: Loads the feature extractor of the folder; None: transformers' own way.

    Raises:
        ModelError: `model_invalid`.
    """
    from transformers import AutoFeatureExtractor, AutoTokenizer

    from goodclips_runners.encoders.base import LOCAL_ONLY, invalid_model
    from goodclips_runners.encoders.loading import load_whole

    check_layer_counts(model_dir)
    try:
        extractor: Any = load_extractor(model_dir) if load_extractor else AutoFeatureExtractor.from_pretrained(str(model_dir), **LOCAL_ONLY)
        tokenizer: Any = AutoTokenizer.from_pretrained(str(model_dir), **LOCAL_ONLY)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise invalid_model(model_dir, f"its feature extractor or its tokenizer cannot be loaded: {error}") from error
    if extractor.sampling_rate != 16_000:
        raise ModelError("model_invalid", f"It hears {extractor.sampling_rate} Hz, not 16,000.", "Choose another model.")
    return load_whole(model_class, model_dir), extractor, tokenizer
