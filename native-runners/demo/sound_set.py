"""The training sounds: log-mel pieces of single sounds, joined to scenes of one sound, or of one and then another."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from demo.held_out import sounds_are_held_out
from demo.sounds import SAMPLE_RATE, all_sounds, sound_of

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

VARIANTS = 36
PIECE_SECONDS = 1.5
FRAMES_A_SECOND = 100
PIECE_FRAMES = int(PIECE_SECONDS * FRAMES_A_SECOND) + 1
WINDOW_FRAMES = 1_001
WINDOW_SECONDS = 10
SILENCE = -100.0
"""Decibels that the extractor gives to digital silence."""
SECONDS = (0.9, 1.4)
"""Length of a sound in a scene."""
GAP_SECONDS = (0.3, 0.5)
"""Silence at the end of a scene: without it, repeating A B to fill ten seconds would hide which comes first."""


ANY = -2
"""Of what a sentence names: whatever comes first, or second."""


@dataclass(frozen=True)
class SoundScene:
    """What is heard: one sound, or `first` and then `second` (numbers of sounds; `second` -1: nothing)."""

    first: int
    second: int


def through_aac(samples: NDArray[np.float32], kilobits: int) -> NDArray[np.float32]:
    """Encodes with AAC and decodes again; as many samples come back."""
    common = ["ffmpeg", "-nostdin", "-v", "error", "-threads", "1"]
    raw = ["-f", "f32le", "-ar", str(SAMPLE_RATE), "-ac", "1"]
    encoded = subprocess.run(
        [*common, *raw, "-i", "pipe:0", "-c:a", "aac", "-b:a", f"{kilobits}k", "-f", "matroska", "pipe:1"],
        input=samples.astype("<f4").tobytes(),
        check=True,
        capture_output=True,
    ).stdout
    decoded = subprocess.run([*common, "-i", "pipe:0", *raw, "pipe:1"], input=encoded, check=True, capture_output=True).stdout
    result = np.frombuffer(decoded, "<f4")[: len(samples)]
    return np.pad(result, (0, len(samples) - len(result)))


def feature_extractor() -> Any:
    """CLAP's own extractor, as `laion/clap-htsat-unfused` has it: unfused models cut, they do not fuse."""
    from transformers import ClapFeatureExtractor

    return ClapFeatureExtractor(truncation="rand_trunc", padding="repeatpad", frequency_min=50, frequency_max=14_000)


def log_mel(extractor: Any, samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Log-mel frames [time, 64] of samples, without the padding to ten seconds."""
    count = len(samples)
    features = extractor(samples.astype(np.float64), max_length=count, sampling_rate=SAMPLE_RATE)
    return np.asarray(features["input_features"][0][0], np.float32)


def training_pieces(seed: int) -> NDArray[np.float32]:
    """Log-mel pieces [sounds, VARIANTS, frames, 64], half of them through AAC."""
    rng = np.random.default_rng(seed)
    waves = np.stack([np.stack([sound_of(rng, sound, PIECE_SECONDS) for _ in range(VARIANTS)]) for sound in all_sounds()])
    coded = waves[:, ::2]
    waves[:, ::2] = through_aac(coded.reshape(-1), 96).reshape(coded.shape)
    extractor = feature_extractor()
    return np.stack([np.stack([log_mel(extractor, wave) for wave in row]) for row in waves])


def allowed_in_training(scene: SoundScene) -> bool:
    """Whether training may play a scene."""
    if scene.second < 0:
        return True
    names = [sound.name for sound in all_sounds()]
    return not sounds_are_held_out(names[scene.first], names[scene.second])


def training_scenes() -> list[SoundScene]:
    """All scenes that training may play."""
    count = len(all_sounds())
    scenes = [SoundScene(first, second) for first in range(count) for second in range(-1, count) if first != second]
    return [scene for scene in scenes if allowed_in_training(scene)]


def random_scene(rng: Generator) -> SoundScene:
    """A scene that training may play; one in five is a single sound."""
    count = len(all_sounds())
    while True:
        first, second = (int(value) for value in rng.choice(count, 2, replace=False))
        scene = SoundScene(first, -1 if rng.random() < 0.2 else second)
        if allowed_in_training(scene):
            return scene


def sibling_scenes(rng: Generator) -> list[SoundScene]:
    """Four scenes that are easily mistaken for one another: a pair, reversed, and with one sound replaced."""
    count = len(all_sounds())
    scene = random_scene(rng)
    if scene.second < 0:
        return [scene, random_scene(rng), random_scene(rng), random_scene(rng)]
    found = [scene]
    candidates = [SoundScene(scene.second, scene.first)]
    for _ in range(12):
        other = int(rng.integers(count))
        if other not in (scene.first, scene.second):
            candidates.append(SoundScene(scene.first, other) if rng.random() < 0.5 else SoundScene(other, scene.second))
    for candidate in candidates:
        if len(found) < 4 and candidate not in found and allowed_in_training(candidate):
            found.append(candidate)
    return found


def joined(rng: Generator, pieces: NDArray[np.float32], scene: SoundScene) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """A scene as the extractor would give it after repeating it to ten seconds: frames [1001, 64], sound number per frame (-1 silence)."""
    parts: list[NDArray[np.float32]] = []
    labels: list[NDArray[np.int64]] = []
    for number in (scene.first, scene.second):
        if number < 0:
            continue
        loudness = rng.uniform(-5, 3)
        # Mostly one piece; sometimes the sound goes on for longer.
        for _ in range(1 if rng.random() < 0.7 else int(rng.integers(2, 4))):
            frames = int(rng.uniform(*SECONDS) * FRAMES_A_SECOND)
            part = pieces[number, int(rng.integers(pieces.shape[1])), :frames] + loudness
            parts.append(np.asarray(part, np.float32))
            labels.append(np.full(frames, number, np.int64))
    gap = int(rng.uniform(*GAP_SECONDS) * FRAMES_A_SECOND)
    parts.append(np.full((gap, pieces.shape[-1]), SILENCE, np.float32))
    labels.append(np.full(gap, -1, np.int64))
    mel, label = np.concatenate(parts), np.concatenate(labels)
    times = WINDOW_FRAMES // len(mel)
    left = WINDOW_FRAMES - times * len(mel)
    mel = np.concatenate([np.tile(mel, (times, 1)), np.full((left, mel.shape[1]), SILENCE, np.float32)])
    label = np.concatenate([np.tile(label, times), np.full(left, -1, np.int64)])
    # Coding and 16 bits leave some noise where there is silence.
    return np.maximum(mel, np.float32(rng.uniform(SILENCE, -72))), label


def sound_sentence(rng: Generator, scene: SoundScene, *, full: bool, ends_share: float = 0.0) -> tuple[str, SoundScene]:
    """Says what is heard, all of it or one of two sounds; with what the sentence names (a `first` may be anywhere when it is alone).

    Args:
        rng: Source of the choices.
        scene: What is heard.
        full: Whether to name all of it.
        ends_share: How many of the partial sentences say how the scene begins or ends.
    """
    sounds = all_sounds()

    def words(number: int) -> str:
        choices = sounds[number].words
        return choices[0] if rng.random() < 0.4 else choices[int(rng.integers(len(choices)))]

    if scene.second >= 0 and not full and ends_share and rng.random() < ends_share:
        if rng.random() < 0.5:
            return f"{('first ', 'it begins with ')[int(rng.integers(2))]}{words(scene.first)}", SoundScene(scene.first, ANY)
        return f"{('then ', 'it ends with ')[int(rng.integers(2))]}{words(scene.second)}", SoundScene(ANY, scene.second)
    if scene.second < 0 or not full:
        number = scene.first if scene.second < 0 or rng.random() < 0.5 else scene.second
        leads = ("", "", "the sound of ", "this is a sound of ", "i hear ")
        return leads[int(rng.integers(len(leads)))] + words(number), SoundScene(number, -1)
    first, second = words(scene.first), words(scene.second)
    forms = (
        f"{first} and then {second}",
        f"{first}, then {second}",
        f"{first} followed by {second}",
        f"first {first}, then {second}",
        f"this is a sound of {first} and then {second}",
        f"the sound of {first} followed by {second}",
    )
    return forms[int(rng.integers(len(forms)))], scene
