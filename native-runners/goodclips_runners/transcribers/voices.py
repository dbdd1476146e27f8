"""Where voices are heard in a sound: Silero, as faster-whisper brings it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from goodclips_runners.transcriber import SPEECH_RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Voice:
    """A stretch of a sound in which a voice is heard, in samples from its start."""

    start: int
    end: int


def find_voices(samples: NDArray[np.float32], longest: float, silence: int) -> list[Voice]:
    """Stretches in which a voice is heard, in the order of time.

    Args:
        samples: 16 kHz mono.
        longest: Seconds; longer ones are parted where the voice pauses.
        silence: Milliseconds without a voice that end a stretch.
    """
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    chunks = get_speech_timestamps(samples, VadOptions(min_silence_duration_ms=silence, max_speech_duration_s=longest))
    return [Voice(int(chunk["start"]), int(chunk["end"])) for chunk in chunks]


@dataclass(frozen=True)
class Window:
    """What a model hears at once: stretches with a voice, without what lies between them."""

    voices: tuple[Voice, ...]

    @property
    def end(self) -> float:
        """Second of the sound at which the last stretch ends."""
        return self.voices[-1].end / SPEECH_RATE

    def sound_of(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """The samples of the window out of those of the sound."""
        return np.concatenate([samples[voice.start : voice.end] for voice in self.voices])

    def in_sound(self, second: float, *, is_end: bool = False) -> float:
        """The second of the sound that a second of the window is.

        Args:
            second: From the start of the window.
            is_end: At a seam: the end of what lies before it, not the start of what follows.
        """
        left = max(0, round(second * SPEECH_RATE))
        for voice in self.voices[:-1]:
            length = voice.end - voice.start
            if left < length or (is_end and left == length):
                return (voice.start + left) / SPEECH_RATE
            left -= length
        last = self.voices[-1]
        return min(last.end, last.start + left) / SPEECH_RATE


def windows_of(voices: list[Voice], longest: float) -> list[Window]:
    """Joins neighbours for as long as they fill no more than so many seconds.

    Args:
        voices: In the order of time.
        longest: Seconds of a window; a single stretch is a window of its own, however long it is.
    """
    windows: list[list[Voice]] = []
    filled = 0
    for voice in voices:
        length = voice.end - voice.start
        if windows and filled + length <= longest * SPEECH_RATE:
            windows[-1].append(voice)
            filled += length
        else:
            windows.append([voice])
            filled = length
    return [Window(tuple(own)) for own in windows]
