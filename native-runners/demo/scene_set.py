"""Training scenes of the likeness model: the same object moving in the same way, on other backgrounds and in other sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from demo.held_out import motion_is_held_out
from demo.picture_set import DRAWN, HEIGHT
from demo.pictures import Scene, draw_backdrop_of, draw_scene, moved, names_of, random_camera, thing_mask, thing_of, through_a_camera

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

FRAMES = 4
"""Frames of a training scene; the app takes up to eight."""
UNTURNABLE = ("circle", "ring", "text")
"""Shapes that look the same when they spin (text is never turned)."""


@dataclass(frozen=True)
class Kind:
    """What makes scenes alike: names of colour, shape and motion."""

    colour: str
    shape: str
    motion: str


def all_kinds() -> list[Kind]:
    """Every kind of scene, held out or not."""
    return [
        Kind(colour, shape, motion)
        for colour in names_of("colours")
        for shape in names_of("shapes")
        for motion in names_of("motions")
        if motion != "spinning" or shape not in UNTURNABLE
    ]


def training_kinds() -> list[Kind]:
    """The kinds that training may show."""
    return [kind for kind in all_kinds() if not motion_is_held_out(kind.colour, kind.shape, kind.motion)]


def held_out_kinds() -> list[Kind]:
    """The kinds that training never shows."""
    return [kind for kind in all_kinds() if motion_is_held_out(kind.colour, kind.shape, kind.motion)]


def scene_of(rng: Generator, kind: Kind) -> Scene:
    """A scene of a kind: size, place, background and phase of the motion differ each time."""
    backgrounds, sizes = names_of("backgrounds"), names_of("sizes")
    background = backgrounds[int(rng.integers(len(backgrounds)))]
    size = sizes[int(rng.integers(len(sizes)))]
    thing = thing_of(rng, kind.colour, kind.shape, size, None if rng.random() < 0.5 else "centre")
    labels = {"colour": kind.colour, "shape": kind.shape, "motion": kind.motion, "background": background, "size": size}
    return Scene(draw_backdrop_of(rng, background), (thing,), kind.motion, float(rng.random()), labels)


@dataclass(frozen=True)
class SceneSet:
    """Frames of scenes of many kinds.

    Attributes:
        kinds: The kinds.
        frames: uint8 [kinds, instances, FRAMES, HEIGHT, HEIGHT, 3], squashed to a square as the app does it.
        covered: bool [kinds, instances, FRAMES, HEIGHT / 8, HEIGHT / 8]: patches that the object covers.
        background: int64 [kinds, instances].
    """

    kinds: list[Kind]
    frames: NDArray[np.uint8]
    covered: NDArray[np.bool_]
    background: NDArray[np.int64]


def scene_set(seed: int, kinds: list[Kind], instances: int) -> SceneSet:
    """Draws scenes."""
    rng = np.random.default_rng(seed)
    patches = HEIGHT // 8
    frames = np.zeros((len(kinds), instances, FRAMES, HEIGHT, HEIGHT, 3), np.uint8)
    covered = np.zeros((len(kinds), instances, FRAMES, patches, patches), np.bool_)
    background = np.zeros((len(kinds), instances), np.int64)
    numbers = {name: index for index, name in enumerate(names_of("backgrounds"))}
    for i, kind in enumerate(kinds):
        for j in range(instances):
            scene = scene_of(rng, kind)
            background[i, j] = numbers[scene.backdrop.pattern]
            for k in range(FRAMES):
                now = moved(scene, (k + float(rng.uniform(0.2, 0.8))) / FRAMES)
                picture = through_a_camera(random_camera(rng), draw_scene(now, *DRAWN))
                frames[i, j, k] = np.asarray(picture.resize((HEIGHT, HEIGHT), Image.Resampling.BICUBIC))
                mask = thing_mask(now.things[0], *DRAWN).resize((patches, patches), Image.Resampling.BOX)
                covered[i, j, k] = np.asarray(mask) > 50
    return SceneSet(kinds, frames, covered, background)
