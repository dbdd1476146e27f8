"""A small synthesiser: the sounds of `resources/demo-library/sounds.json`, each a sum of layers.

A layer has a `wave` (`sine`, `saw`, `square`, `noise`, `voice`), a `gain`, and may have: `pitch` (two frequencies in Hz), `contour`
(`rise`: from the first to the second over an event, on a logarithmic scale; `wave`: back and forth between them at `rate` Hz; else
the first), `partials` (ratio and gain of sine partials), `band` (pass band of noise in Hz), `every` and `length` (seconds between
events and of an event; without them one event lasts as long as the sound), `decay` (time constant in seconds of an event), `tremolo`
(rate in Hz and depth 0…1).
"""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.signal import butter, lfilter

from demo.vocabulary import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.random import Generator
    from numpy.typing import NDArray

SAMPLE_RATE = 48_000
SOUNDS_FILE = REPOSITORY / "resources" / "demo-library" / "sounds.json"
FORMANTS = ((730, 1090, 2440), (270, 2290, 3010), (300, 870, 2240), (530, 1840, 2480), (570, 840, 2410))
"""Of the vowels of father, see, boot, bed and bought by men (Peterson & Barney 1952)."""
SPOKEN = (
    "the boat leaves the harbour at seven",
    "please bring two cups of tea",
    "we walked over the old bridge",
    "nobody knew where the key was",
    "the train to the coast is late",
    "she painted the door bright green",
    "there is snow on the mountains",
    "he counted nine white geese",
)

Samples = "NDArray[np.float32]"


@dataclass(frozen=True)
class Sound:
    """A sound, the ways to say it, and its layers."""

    name: str
    words: tuple[str, ...]
    layers: tuple[dict[str, Any], ...]


@lru_cache(maxsize=1)
def all_sounds() -> tuple[Sound, ...]:
    """Reads the sounds."""
    data: dict[str, Any] = json.loads(SOUNDS_FILE.read_text(encoding="utf-8"))
    return tuple(Sound(row["name"], tuple(row["words"]), tuple(row["layers"])) for row in data["sounds"])


def _pitch(layer: dict[str, Any], count: int, speed: float) -> NDArray[np.float64]:
    first, second = layer["pitch"]
    contour = layer.get("contour", "steady")
    if contour == "rise":
        return first * (second / first) ** (np.arange(count) / count)
    if contour == "wave":
        time = np.arange(count) / SAMPLE_RATE
        return first * (second / first) ** (0.5 - 0.5 * np.cos(2 * np.pi * layer["rate"] * speed * time))
    return np.full(count, float(first))


def _band(samples: NDArray[np.float64], band: Sequence[float]) -> NDArray[np.float64]:
    low, high = band
    coefficients: Any = butter(2, [low, high], "bandpass", fs=SAMPLE_RATE)
    return np.asarray(lfilter(coefficients[0], coefficients[1], samples))


def _voice(rng: Generator, layer: dict[str, Any], count: int, tune: float) -> NDArray[np.float64]:
    """Vowels in a row: a sawtooth through three resonances, a syllable every 0.2 s or so."""
    result = np.zeros(count)
    at = 0
    while at < count:
        length = min(int(SAMPLE_RATE * rng.uniform(0.13, 0.24)), count - at)
        time = np.arange(length) / SAMPLE_RATE
        pitch = layer["pitch"][0] * tune * rng.uniform(0.85, 1.2) * (1 - 0.3 * time)
        phase = np.cumsum(pitch) / SAMPLE_RATE
        source = 2 * (phase % 1) - 1 + 0.05 * rng.standard_normal(length)
        vowel = np.zeros(length)
        for formant, gain in zip(FORMANTS[int(rng.integers(len(FORMANTS)))], (1.0, 0.6, 0.3), strict=True):
            vowel += gain * _band(source, (formant * 0.93, formant * 1.07))
        result[at : at + length] = vowel * np.sin(np.pi * np.arange(length) / length) ** 0.6
        at += length + int(SAMPLE_RATE * rng.uniform(0.0, 0.06))
    return result


def _wave(rng: Generator, layer: dict[str, Any], count: int, tune: float, speed: float) -> NDArray[np.float64]:
    wave = layer["wave"]
    if wave == "noise":
        noise = rng.standard_normal(count)
        return _band(noise, layer["band"]) if "band" in layer else noise * 0.5
    phase = np.cumsum(_pitch(layer, count, speed) * tune) / SAMPLE_RATE
    if wave == "saw":
        return 2 * (phase % 1) - 1
    if wave == "square":
        return np.where(phase % 1 < 0.5, 1.0, -1.0)
    partials = layer["partials"]
    total = sum(gain for _, gain in partials)
    return np.sum([gain / total * np.sin(2 * np.pi * ratio * phase) for ratio, gain in partials], axis=0)


def _layer(rng: Generator, layer: dict[str, Any], count: int, tune: float, speed: float) -> NDArray[np.float64]:
    if layer["wave"] == "voice":
        return layer["gain"] * _voice(rng, layer, count, tune)
    if "every" not in layer:
        result = _wave(rng, layer, count, tune, speed)
    else:
        result = np.zeros(count)
        event = int(layer["length"] / speed * SAMPLE_RATE)
        for start in range(0, count, int(layer["every"] / speed * SAMPLE_RATE)):
            size = min(event, count - start)
            samples = _wave(rng, layer, event, tune, speed)
            time = np.arange(event) / SAMPLE_RATE
            if "decay" in layer:
                samples = samples * np.exp(-time * speed / layer["decay"])
            edge = min(144, event // 4)
            samples[-edge:] *= np.linspace(1, 0, edge)
            samples[:48] *= np.linspace(0, 1, 48)
            result[start : start + size] += samples[:size]
    if "tremolo" in layer:
        rate, depth = layer["tremolo"]
        time = np.arange(count) / SAMPLE_RATE
        result = result * (1 - depth * (0.5 + 0.5 * np.cos(2 * np.pi * rate * speed * time)))
    return layer["gain"] * result


def synthesise(rng: Generator, sound: Sound, seconds: float) -> NDArray[np.float32]:
    """Makes a sound, a little different each time; peaks stay under 1.

    Args:
        rng: Source of the differences in pitch, speed and loudness.
        sound: What to make.
        seconds: How long.

    Returns:
        Mono samples at 48 kHz.
    """
    count = int(seconds * SAMPLE_RATE)
    tune = float(np.exp(rng.uniform(-0.07, 0.07)))
    speed = float(np.exp(rng.uniform(-0.1, 0.1)))
    samples = np.sum([_layer(rng, layer, count, tune, speed) for layer in sound.layers], axis=0)
    edge = 480
    samples[:edge] *= np.linspace(0, 1, edge)
    samples[-edge:] *= np.linspace(1, 0, edge)
    loudest = float(np.abs(samples).max()) + 1e-9
    return (samples / max(loudest, 0.25) * rng.uniform(0.35, 0.8)).astype(np.float32)


def speak(text: str, pitch: int, words_a_minute: int) -> NDArray[np.float32] | None:
    """Spoken words by espeak-ng, at 48 kHz; None where it is not installed."""
    program = shutil.which("espeak-ng")
    if program is None:
        return None
    command = [program, "-v", "en", "-p", str(pitch), "-s", str(words_a_minute), "--stdout", text]
    wave = subprocess.run(command, check=True, capture_output=True, timeout=30).stdout
    samples = np.frombuffer(wave[44:], np.int16).astype(np.float32) / 32768
    # espeak-ng speaks at 22,050 Hz.
    at = np.arange(int(len(samples) * SAMPLE_RATE / 22_050)) * (22_050 / SAMPLE_RATE)
    return np.interp(at, np.arange(len(samples)), samples).astype(np.float32)


def sound_of(rng: Generator, sound: Sound, seconds: float) -> NDArray[np.float32]:
    """As `synthesise`, but half of the voices are espeak-ng's where it is installed."""
    if sound.name == "voice" and rng.random() < 0.5:
        text = SPOKEN[int(rng.integers(len(SPOKEN)))]
        spoken = speak(text, int(rng.integers(25, 75)), int(rng.integers(140, 190)))
        count = int(seconds * SAMPLE_RATE)
        if spoken is not None and len(spoken) >= count:
            # After the silence that the program begins with.
            start = min(int(np.argmax(np.abs(spoken) > 0.02)), len(spoken) - count)
            piece = spoken[start : start + count].copy()
            piece[-480:] *= np.linspace(1, 0, 480, dtype=np.float32)
            return piece / (np.abs(piece).max() + 1e-6) * np.float32(rng.uniform(0.35, 0.8))
    return synthesise(rng, sound, seconds)
