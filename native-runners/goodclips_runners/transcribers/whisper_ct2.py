"""Whisper as CTranslate2 computes it, by faster-whisper: voice activity first, words with their times."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from goodclips_runners.cores import usable_cores
from goodclips_runners.ctranslate2_file import check_weights
from goodclips_runners.encoder import ModelError
from goodclips_runners.model_folder import require_files
from goodclips_runners.transcriber import SPEECH_RATE, SURE_OF_LANGUAGE, Segment, SpeechOptions, Stopped, Transcript, Word

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from goodclips_runners.encoder import EngineName, LoadOptions, Speed

SETTINGS: dict[str, Any] = {"beam_size": 5, "word_timestamps": True, "vad_filter": True, "condition_on_previous_text": False}
"""What faster-whisper is called with besides what is asked of a sound.

Text of the window before is no prompt for the next one: what a model invented once it would go on inventing."""

SEED = 1
"""Of the sampling that faster-whisper falls back on where the likeliest words look wrong: a sound gives the same words each time."""

LANGUAGE_WINDOWS = 4
"""A sound tells its language in so many windows of 30 seconds, spread over what is spoken: the first one may be a song or a name."""

MOST_THREADS = 8
"""More make Whisper no faster (a window of 30 seconds is little work)."""


def _compute_type(device: str, engine: EngineName) -> str:
    """CTranslate2's name of an engine."""
    named = {"fp32": "float32", "bf16": "bfloat16", "fp16": "float16", "int8": "int8"}
    return named.get(engine, "float16" if device == "cuda" else "int8")


class WhisperTranscriber:
    """Whisper in CTranslate2's format."""

    speed: Speed | None = None

    def __init__(self, model: Any, engine: str) -> None:
        """Takes a loaded `faster_whisper.WhisperModel`."""
        self._model = model
        self.engine = engine

    @classmethod
    def load(cls, model_dir: Path, options: LoadOptions) -> WhisperTranscriber:
        """Loads a folder with config.json, model.bin, tokenizer.json and a vocabulary."""
        require_files(model_dir, "config.json", "model.bin", "tokenizer.json")
        check_weights(model_dir / "model.bin", "WhisperSpec")
        from faster_whisper import WhisperModel

        device = "cuda" if options.device == "cuda" else "cpu"
        compute_type = _compute_type(device, options.engine)
        try:
            model = WhisperModel(
                str(model_dir),
                device=device,
                compute_type=compute_type,
                cpu_threads=min(usable_cores(), MOST_THREADS),
                local_files_only=True,
            )
        except (RuntimeError, ValueError) as error:
            remedy = "Install the model again, or choose another one."
            raise ModelError("model_invalid", f"CTranslate2 cannot load it: {str(error)[:300]}", remedy) from error
        engine = {"float16": "fp16", "float32": "fp32", "bfloat16": "bf16"}.get(compute_type, compute_type)
        return cls(model, engine)

    def transcribe(
        self,
        samples: NDArray[np.float32],
        options: SpeechOptions,
        stopped: Callable[[], bool],
        heard: Callable[[float], None],
    ) -> Transcript:
        """What is said; see `Transcriber.transcribe`."""
        import ctranslate2

        language = options.language
        if language is not None and language not in self._model.supported_languages:
            raise ValueError(f"The model does not know the language “{language[:20]}”.")
        if stopped():
            raise Stopped
        ctranslate2.set_random_seed(SEED)
        fallback = options.likely_language
        probability = 1.0
        chunks, spoken = _voices(samples)
        if len(spoken) == 0:
            # What silence tells of a language is nothing.
            return Transcript(language or fallback or "en", 0.0, 0.0, ())
        if language is None:
            language, probability = self._language_of(spoken)
            if probability < SURE_OF_LANGUAGE and fallback is not None and fallback in self._model.supported_languages:
                language = fallback
        segments, info = self._call(spoken, chunks, options, language)
        found: list[Segment] = []
        # The generator works when it is asked for the next segment, a window of 30 seconds at a time.
        iterator = iter(segments)
        while True:
            if stopped():
                raise Stopped
            segment = next(iterator, None)
            if segment is None:
                break
            found.append(_segment(segment))
            heard(float(segment.end))
        return Transcript(info.language, probability, len(spoken) / len(samples), tuple(found))

    def _language_of(self, spoken: NDArray[np.float32]) -> tuple[str, float]:
        """The language that windows of what is spoken tell on average, and how probable it is."""
        window = 30 * SPEECH_RATE
        count = min(LANGUAGE_WINDOWS, math.ceil(len(spoken) / window))
        last = max(0, len(spoken) - window)
        total: dict[str, float] = {}
        for index in range(count):
            start = 0 if count == 1 else round(last * index / (count - 1))
            *_, probabilities = self._model.detect_language(audio=spoken[start : start + window])
            for name, probability in probabilities or ():
                total[name] = total.get(name, 0.0) + probability / count
        language = max(total, key=lambda name: total[name])
        return language, total[language]

    def _call(
        self,
        spoken: NDArray[np.float32],
        chunks: list[dict[str, int]],
        options: SpeechOptions,
        language: str | None,
    ) -> tuple[Any, Any]:
        """What faster-whisper does with `SETTINGS`, but for voice activity, which is known: its times are put back by its own function."""
        from faster_whisper.transcribe import restore_speech_timestamps

        segments, info = self._model.transcribe(
            spoken,
            language=language,
            task=options.task,
            hotwords=options.hot_words or None,
            initial_prompt=options.previous_text or None,
            **{**SETTINGS, "vad_filter": False},
        )
        return restore_speech_timestamps(segments, chunks, SPEECH_RATE), info


def _voices(samples: NDArray[np.float32]) -> tuple[list[dict[str, int]], NDArray[np.float32]]:
    """Where voices are heard (samples from the start), and their sound without what lies between."""
    import numpy as np
    from faster_whisper.vad import collect_chunks, get_speech_timestamps

    chunks = get_speech_timestamps(samples)
    parts, _ = collect_chunks(samples, chunks)
    return chunks, np.concatenate(parts) if chunks else samples[:0]


def _segment(segment: Any) -> Segment:
    words = tuple(Word(float(word.start), float(word.end), word.word, float(word.probability)) for word in segment.words or ())
    return Segment(
        start=float(segment.start),
        end=float(segment.end),
        text=segment.text,
        probability=math.exp(min(0.0, float(segment.avg_logprob))),
        no_speech_probability=float(segment.no_speech_prob),
        compression_ratio=float(segment.compression_ratio),
        words=words,
    )
