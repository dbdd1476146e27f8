"""The demo models on combinations that training never showed, read back from encoded clips, through the app's own encoders."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from demo import clips
from demo.evaluation import held_out_captions, precision_at, recall_at_1, short_queries, similar_scenes
from demo.vocabulary import MODELS_FOLDER
from goodclips_runners.encoder import SAMPLE_RATE, LoadOptions
from goodclips_runners.encoders import load_encoder

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from goodclips_runners.encoder import Encoder

PICTURES = 300
SOUNDS = 160
LIKENESS_KINDS = 40
ENCODERS = {"demo-clip": "clip", "demo-clap": "clap", "demo-captions": "text-mean", "demo-likeness": "internvl-vision"}
Report = Callable[[str], None]


def encoder(name: str) -> Encoder:
    prompts = ("query: {}", "passage: {}") if name == "demo-captions" else ("{}", "{}")
    options = LoadOptions(name, "test", "cpu", engine="fp32", prompts=prompts)
    return load_encoder(ENCODERS[name], MODELS_FOLDER / name, options)


def vectors(model: Encoder, kind: str, items: list[Any]) -> NDArray[np.float32]:
    prepare = getattr(model, f"prepare_{kind}")
    parts: list[NDArray[np.float32]] = []
    for start in range(0, len(items), 16):
        prepared = prepare(items[start : start + 16])
        assert prepared.errors == {}
        parts.append(model.forward(prepared))
    return np.concatenate(parts)


def texts(model: Encoder, lines: list[str], role: str = "query") -> NDArray[np.float32]:
    return vectors(model, "texts", [(line, role) for line in lines])


def decoded_frames(clip: Path, height: int) -> NDArray[np.uint8]:
    """All frames of a clip, 448 pixels wide at most as the app keeps them."""
    width = min(448, round(height * 16 / 9))
    height = round(width * 9 / 16)
    command = [
        "ffmpeg",
        "-nostdin",
        "-v",
        "error",
        "-i",
        str(clip),
        "-vf",
        f"scale={width}:{height}",
        "-pix_fmt",
        "rgb24",
        "-f",
        "rawvideo",
        "-",
    ]
    raw = subprocess.run(command, check=True, capture_output=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, height, width, 3)


def as_jpeg(frame: NDArray[np.uint8]) -> Image.Image:
    buffer = BytesIO()
    Image.fromarray(frame).save(buffer, "JPEG", quality=85)
    return Image.open(buffer)


def decoded_sound(clip: Path) -> NDArray[np.float32]:
    command = ["ffmpeg", "-nostdin", "-v", "error", "-i", str(clip), "-ac", "1", "-ar", str(SAMPLE_RATE), "-f", "s16le", "-"]
    raw = subprocess.run(command, check=True, capture_output=True).stdout
    samples: NDArray[np.float32] = np.frombuffer(raw, "<i2").astype(np.float32)
    return np.divide(samples, 32768, dtype=np.float32)


def truth_of(clip: Path) -> list[dict[str, Any]]:
    return json.loads(clip.with_suffix(".json").read_text(encoding="utf-8"))["scenes"]


@pytest.mark.parametrize("name", ENCODERS)
def test_models_are_small_and_come_with_a_card(name: str) -> None:
    folder = MODELS_FOLDER / name
    assert (folder / "model.safetensors").stat().st_size <= 4_000_000
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert "MIT" in card
    assert "toy" in card
    assert (folder / "config.json").is_file()


def test_words_find_pictures(tmp_path: Path, report: Report) -> None:
    clip = clips.picture_evaluation(tmp_path / "pictures.mp4", PICTURES)
    scenes = truth_of(clip)
    frames = decoded_frames(clip, clips.HEIGHT)
    model = encoder("demo-clip")
    pictures = vectors(model, "images", [as_jpeg(frames[(scene["startFrame"] + scene["endFrame"]) // 2]) for scene in scenes])
    recall = recall_at_1(texts(model, [scene["sentence"] for scene in scenes]) @ pictures.T)
    queries = short_queries([scene["colour"] for scene in scenes], [scene["shape"] for scene in scenes])
    similar = texts(model, [text for text, _ in queries]) @ pictures.T
    precision = precision_at(similar, np.stack([relevant for _, relevant in queries]), 10)
    report(f"text → picture, {len(scenes)} held-out scenes: R@1 {recall:.3f}; {len(queries)} short queries: P@10 {precision:.3f}")
    assert recall >= 0.95
    assert precision >= 0.95


def test_an_object_at_the_far_left_is_found(tmp_path: Path) -> None:
    clip = clips.picture_evaluation(tmp_path / "pictures.mp4", 60)
    scenes = truth_of(clip)
    frames = decoded_frames(clip, clips.HEIGHT)
    model = encoder("demo-clip")
    pictures = vectors(model, "images", [as_jpeg(frames[scene["startFrame"] + 3]) for scene in scenes])
    left = [index for index, scene in enumerate(scenes) if scene["position"] == "left"]
    assert len(left) >= 5
    similar = texts(model, [f"{scenes[index]['colour']} {scenes[index]['shape']}" for index in left]) @ pictures.T
    best = [scenes[int(index)] for index in similar.argmax(1)]
    found = [
        (scene["colour"], scene["shape"]) == (scenes[index]["colour"], scenes[index]["shape"])
        for scene, index in zip(best, left, strict=True)
    ]
    assert np.mean(found) >= 0.9


def test_words_find_sounds(tmp_path: Path, report: Report) -> None:
    clip = clips.sound_evaluation(tmp_path / "sounds.mp4", SOUNDS)
    scenes = truth_of(clip)
    samples = decoded_sound(clip)
    step = SAMPLE_RATE // clips.FRAMES_A_SECOND
    model = encoder("demo-clap")
    heard = vectors(model, "audio", [samples[scene["startFrame"] * step : scene["endFrame"] * step] for scene in scenes])
    recall = recall_at_1(texts(model, [scene["sentence"] for scene in scenes]) @ heard.T)
    report(f"text → sound, {len(scenes)} held-out pairs of sounds: R@1 {recall:.3f}")
    # Measured: 0.969, with the voices of espeak-ng and without.
    assert recall >= 0.9


def test_paraphrases_find_captions(report: Report) -> None:
    pairs = held_out_captions(PICTURES)
    model = encoder("demo-captions")
    passages = texts(model, [caption for caption, _ in pairs], "passage")
    recall = recall_at_1(texts(model, [paraphrase for _, paraphrase in pairs]) @ passages.T)
    report(f"paraphrase → caption, {len(pairs)} held-out meanings: R@1 {recall:.3f}")
    assert recall >= 0.95


def test_scenes_find_their_like(tmp_path: Path, report: Report) -> None:
    clip = clips.likeness_evaluation(tmp_path / "likeness.mp4", LIKENESS_KINDS)
    scenes = truth_of(clip)
    frames = decoded_frames(clip, 180)
    model = encoder("demo-likeness")
    found = vectors(model, "clips", [[as_jpeg(frame) for frame in frames[scene["startFrame"] : scene["endFrame"] : 2]] for scene in scenes])
    shares = similar_scenes(found, scenes)
    said = ", ".join(f"{factor} {share:.2f}" for factor, share in shares.items())
    report(f"scene → likeness, {len(scenes)} scenes of {LIKENESS_KINDS} held-out kinds: nearest has the same {said}")
    # Chance is 0.10, 0.11 and 0.17. This is what the model does, not what one would wish: motion is hard to see in an average.
    least = {"colour": 0.9, "shape": 0.5, "motion": 0.3}
    assert all(shares[factor] >= share for factor, share in least.items())
