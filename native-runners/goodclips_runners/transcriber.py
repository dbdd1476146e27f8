"""The one interface of models that turn speech into words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from goodclips_runners.encoder import LoadOptions, Speed

SPEECH_RATE = 16_000
"""Hertz of the sound that a transcriber gets, mono."""

SpeechTask = Literal["transcribe", "translate"]


@dataclass(frozen=True)
class SpeechOptions:
    """What is asked of one sound.

    Attributes:
        language: Code such as `en`; None: found out from the sound.
        likely_language: Taken where the sound tells its language too faintly (below `SURE_OF_LANGUAGE`); None: what the sound tells.
        task: `translate` gives English, whatever is spoken.
        hot_words: Names and terms that are likely to occur; empty: none.
        previous_text: What was said before; None: nothing.
    """

    language: str | None = None
    likely_language: str | None = None
    task: SpeechTask = "transcribe"
    hot_words: str = ""
    previous_text: str | None = None


SURE_OF_LANGUAGE = 0.5
"""Probability from which the language that a sound tells is taken."""


@dataclass(frozen=True)
class Word:
    """A word with its time in the sound, in seconds."""

    start: float
    end: float
    text: str
    probability: float

    def as_json(self) -> dict[str, Any]:
        """The word with the names of docs/runner-protocol.md."""
        return {
            "startMs": round(self.start * 1000),
            "endMs": round(self.end * 1000),
            "text": self.text,
            "probability": round(self.probability, 4),
        }


@dataclass(frozen=True)
class Segment:
    """Words that the model gave together.

    Attributes:
        start: Seconds from the start of the sound.
        end: Seconds.
        text: With the space in front that the model gives.
        probability: Geometric mean of those of its tokens.
        no_speech_probability: That nothing is said there.
        compression_ratio: Of its text; high where words repeat.
        words: Its words.
    """

    start: float
    end: float
    text: str
    probability: float
    no_speech_probability: float
    compression_ratio: float
    words: tuple[Word, ...]

    def as_json(self) -> dict[str, Any]:
        """The segment with the names of docs/runner-protocol.md."""
        return {
            "startMs": round(self.start * 1000),
            "endMs": round(self.end * 1000),
            "text": self.text,
            "probability": round(self.probability, 4),
            "noSpeechProbability": round(self.no_speech_probability, 4),
            "compressionRatio": round(self.compression_ratio, 3),
            "words": [word.as_json() for word in self.words],
        }


@dataclass(frozen=True)
class Transcript:
    """What is said in a sound.

    Attributes:
        language: Code of the language.
        language_probability: 1 where it was given.
        speech_share: Share of the sound in which a voice was heard.
        segments: In the order of time.
    """

    language: str
    language_probability: float
    speech_share: float
    segments: tuple[Segment, ...]

    def as_json(self) -> dict[str, Any]:
        """The transcript with the names of docs/runner-protocol.md."""
        return {
            "language": self.language,
            "languageProbability": round(self.language_probability, 4),
            "speechShare": round(self.speech_share, 4),
            "segments": [segment.as_json() for segment in self.segments],
        }


class Stopped(Exception):  # noqa: N818 -- nothing is wrong: the host asked for it
    """The host cancelled the request while the model worked on it."""


class Transcriber(Protocol):
    """Turns sounds into words. `transcribe` runs on one thread at a time."""

    engine: str
    """For example `int8`."""
    speed: Speed | None

    @classmethod
    def load(cls, model_dir: Path, options: LoadOptions) -> Transcriber:
        """Loads a model.

        Raises:
            ModelError: The folder is not a model that this class can load; the message says what to do.
        """
        ...

    def transcribe(
        self,
        samples: NDArray[np.float32],
        options: SpeechOptions,
        stopped: Callable[[], bool],
        heard: Callable[[float], None],
    ) -> Transcript:
        """What is said.

        Args:
            samples: 16 kHz mono, at least one.
            options: What is asked.
            stopped: Asked between parts of a sound; the answer True ends the work.
            heard: Told up to which second of the sound words are known.

        Raises:
            Stopped: `stopped` answered True.
            ValueError: The model does not know the language.
            MemoryError: The device has too little memory.
        """
        ...
