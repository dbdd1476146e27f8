"""Encodes scenes to clips: H.264 and AAC in MP4, captions as SRT, labels as JSON, all beside one another."""

from __future__ import annotations

import json
import subprocess
import wave
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from demo.caption_set import caption_text, random_meaning, random_ways
from demo.evaluation import EVALUATION_SEED, held_out_captions, held_out_scenes, held_out_sounds, sentence_of
from demo.pictures import WIDTH, Scene, draw_scene, moved
from demo.scene_set import all_kinds, scene_of
from demo.sound_set import GAP_SECONDS, SECONDS, SoundScene
from demo.sounds import SAMPLE_RATE, all_sounds, sound_of

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.random import Generator
    from numpy.typing import NDArray

FRAMES_A_SECOND = 10
HEIGHT = 270
CAPTION_MARGIN = 0.1
"""Seconds between the ends of a scene and its caption's."""


@dataclass(frozen=True)
class ClipScene:
    """One scene of a clip.

    Attributes:
        scene: What is seen.
        frames: How many frames it lasts.
        sound: What is heard, as long as the scene; None is silence.
        caption: Its caption, if any.
        labels: What goes to the JSON beside the clip, with the frame numbers.
    """

    scene: Scene
    frames: int
    sound: NDArray[np.float32] | None = None
    caption: str | None = None
    labels: dict[str, Any] = field(default_factory=dict)


def _clock(seconds: float) -> str:
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02},{rest % 1000:03}"


def _captions(scenes: list[ClipScene]) -> str:
    cues: list[str] = []
    frame = 0
    for scene in scenes:
        start, end = frame / FRAMES_A_SECOND, (frame + scene.frames) / FRAMES_A_SECOND
        if scene.caption is not None:
            times = f"{_clock(start + CAPTION_MARGIN)} --> {_clock(end - CAPTION_MARGIN)}"
            cues.append(f"{len(cues) + 1}\n{times}\n{scene.caption}\n")
        frame += scene.frames
    return "\n".join(cues)


def _sound(scenes: list[ClipScene]) -> NDArray[np.float32]:
    parts: list[NDArray[np.float32]] = []
    for scene in scenes:
        count = scene.frames * SAMPLE_RATE // FRAMES_A_SECOND
        part = np.zeros(count, np.float32)
        if scene.sound is not None:
            part[: min(count, len(scene.sound))] = scene.sound[:count]
        parts.append(part)
    return np.concatenate(parts)


def write_clip(output: Path, scenes: list[ClipScene], height: int = HEIGHT) -> Path:
    """Encodes a clip, and writes its captions and labels beside it.

    Args:
        output: The `.mp4` file; `.srt` and `.json` get the same name.
        scenes: Its scenes, one after the other with hard cuts.
        height: Of the frames; they are 16:9.

    Returns:
        `output`.
    """
    width = round(height * WIDTH / 2) * 2
    command = ["ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-video_size", f"{width}x{height}"]
    command += ["-framerate", str(FRAMES_A_SECOND), "-i", "pipe:0"]
    audible = any(scene.sound is not None for scene in scenes)
    wav = output.with_suffix(".wav")
    if audible:
        with wave.open(str(wav), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(SAMPLE_RATE)
            file.writeframes((_sound(scenes) * 32767).astype("<i2").tobytes())
        command += ["-i", str(wav), "-c:a", "aac", "-b:a", "96k"]
    command += ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "20", "-pix_fmt", "yuv420p", "-movflags", "+faststart", str(output)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        if encoder.stdin is None:
            raise RuntimeError
        for part in scenes:
            picture = b""
            for frame in range(part.frames):
                if not picture or part.scene.motion != "still":
                    picture = draw_scene(moved(part.scene, frame / part.frames), width, height).tobytes()
                encoder.stdin.write(picture)
        encoder.stdin.close()
        if encoder.wait(timeout=300) != 0:
            message = f"ffmpeg could not encode {output.name}"
            raise RuntimeError(message)
    wav.unlink(missing_ok=True)
    captions = _captions(scenes)
    if captions:
        output.with_suffix(".srt").write_text(captions, encoding="utf-8")
    labels: list[dict[str, Any]] = []
    frame = 0
    for scene in scenes:
        labels.append({"startFrame": frame, "endFrame": frame + scene.frames, "caption": scene.caption, **scene.labels})
        frame += scene.frames
    truth = {"file": output.name, "framesPerSecond": FRAMES_A_SECOND, "scenes": labels}
    output.with_suffix(".json").write_text(json.dumps(truth, indent=1), encoding="utf-8")
    return output


def picture_evaluation(output: Path, count: int, frames: int = 6) -> Path:
    """A clip of held-out pictures, with a held-out caption each."""
    captions = held_out_captions(count)
    scenes = [
        ClipScene(
            scene,
            frames,
            caption=caption,
            labels={**scene.labels, "sentence": sentence_of(scene), "paraphrase": paraphrase},
        )
        for scene, (caption, paraphrase) in zip(held_out_scenes(count), captions, strict=True)
    ]
    return write_clip(output, scenes)


def sound_samples(rng: Generator, scene: SoundScene, frames: int | None = None) -> tuple[NDArray[np.float32], int]:
    """Plays a scene: its one or two sounds and a short silence, and how many frames of a clip that lasts."""
    numbers = [number for number in (scene.first, scene.second) if number >= 0]
    parts = [sound_of(rng, all_sounds()[number], float(rng.uniform(*SECONDS))) for number in numbers]
    samples = np.concatenate(parts)
    if frames is None:
        seconds = len(samples) / SAMPLE_RATE + float(rng.uniform(*GAP_SECONDS))
        frames = round(seconds * FRAMES_A_SECOND)
    return samples, frames


def sound_sentence_of(scene: SoundScene) -> str:
    """The plain sentence about a scene's sounds."""
    first = all_sounds()[scene.first].words[0]
    return first if scene.second < 0 else f"{first} and then {all_sounds()[scene.second].words[0]}"


def sound_evaluation(output: Path, count: int | None = None) -> Path:
    """A clip of ordered pairs of sounds that training never played; the picture changes with every pair."""
    rng = np.random.default_rng(EVALUATION_SEED)
    pairs = held_out_sounds()
    order = rng.permutation(len(pairs))[: count or len(pairs)]
    pictures = held_out_scenes(len(order), EVALUATION_SEED + 1)
    names = [sound.name for sound in all_sounds()]
    scenes: list[ClipScene] = []
    for picture, index in zip(pictures, order, strict=True):
        pair = pairs[int(index)]
        samples, frames = sound_samples(rng, pair)
        labels = {"sounds": [names[pair.first], names[pair.second]], "sentence": sound_sentence_of(pair)}
        scenes.append(ClipScene(picture, frames, samples, labels=labels))
    return write_clip(output, scenes, 180)


def likeness_evaluation(output: Path, kinds: int, seed: int = EVALUATION_SEED) -> Path:
    """A clip with two scenes of every one of `kinds` held-out kinds, shuffled."""
    from demo.scene_set import held_out_kinds

    rng = np.random.default_rng(seed)
    chosen = held_out_kinds()
    picked = [chosen[int(index)] for index in rng.permutation(len(chosen))[:kinds]]
    scenes = [scene_of(rng, kind) for kind in [*picked, *picked]]
    order = rng.permutation(len(scenes))
    return write_clip(output, [ClipScene(scenes[int(index)], 16, labels=scenes[int(index)].labels) for index in order], 180)


def sample_clip(output: Path, seed: int, scenes: int = 5) -> Path:
    """A short clip of anything: shapes that move, sounds, captions."""
    rng = np.random.default_rng(seed)
    kinds = all_kinds()
    count = len(all_sounds())
    made: list[ClipScene] = []
    previous = ""
    while len(made) < scenes:
        scene = scene_of(rng, kinds[int(rng.integers(len(kinds)))])
        if scene.backdrop.pattern == previous:
            continue
        previous = scene.backdrop.pattern
        first, second = (int(value) for value in rng.choice(count, 2, replace=False))
        heard = SoundScene(first, -1 if rng.random() < 0.5 else second)
        samples, frames = sound_samples(rng, heard)
        names = [all_sounds()[number].name for number in (heard.first, heard.second) if number >= 0]
        caption = caption_text(random_meaning(rng), random_ways(rng), int(rng.integers(3)))
        made.append(ClipScene(scene, frames, samples, caption, {**scene.labels, "sounds": names}))
    return write_clip(output, made)
