"""The training pictures: frames in sibling pairs that differ in one factor, with labels as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from demo.pictures import (
    Camera,
    Scene,
    allowed_in_training,
    draw_backdrop_of,
    draw_scene,
    names_of,
    random_camera,
    random_labels,
    thing_mask,
    thing_of,
    through_a_camera,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.random import Generator
    from numpy.typing import NDArray

HEIGHT = 64
"""Height of a training frame and side of a tile: the image size of the model."""
FRAME_WIDTH = 114
DRAWN = (228, 128)
MASK_STEP = 4
"""Pixels of a training frame per cell of the map of objects."""

FACTORS = ("colours", "shapes", "sizes", "positions")


@dataclass(frozen=True)
class PictureSet:
    """Pictures and their labels; 2 i and 2 i + 1 are siblings.

    Attributes:
        frames: uint8 [n, HEIGHT, FRAME_WIDTH, 3].
        things: int8 [n, 2, 4]: colour, shape, size and position of up to two objects; -1 is absent or not named.
        background: int8 [n].
        covered: int8 [n, HEIGHT / MASK_STEP, ceil(FRAME_WIDTH / MASK_STEP)]: which object covers the place, -1 none.
    """

    frames: NDArray[np.uint8]
    things: NDArray[np.int8]
    background: NDArray[np.int8]
    covered: NDArray[np.int8]

    def __len__(self) -> int:
        """How many pictures there are."""
        return len(self.frames)


def _name(labels: dict[str, str | None], factor: str) -> str:
    name = labels[factor]
    if name is None:
        message = f"only the colour may be unnamed, not {factor}"
        raise ValueError(message)
    return name


def _scene_of(rng: Generator, labels: dict[str, str | None], second: dict[str, str] | None, placed: bool) -> Scene:
    colour, shape, size = labels["colour"], _name(labels, "shape"), _name(labels, "size")
    things = [thing_of(rng, colour, shape, size, labels["position"] if placed else None)]
    if second is not None:
        # To the other side: two objects never lie on one another.
        things = [
            thing_of(rng, colour, shape, size, "left"),
            thing_of(rng, second["colour"], second["shape"], second["size"], "right"),
        ]
        if rng.random() < 0.5:
            things.reverse()
            names = ("right", "left")
            things = [
                thing_of(rng, thing.colour, thing.shape, thing.size, name) for thing, name in zip(reversed(things), names, strict=True)
            ]
    return Scene(draw_backdrop_of(rng, _name(labels, "background")), tuple(things))


SIBLING_FACTORS = (
    ("colour", "colour", "shape", "shape", "shape", "size", "position", "background"),
    ("colour", "shape", "shape", "size", "size", "position", "position", "position"),
    ("colour", "colour", "shape", "shape", "shape", "shape", "size", "position"),
)
"""In which factor siblings differ, by kind of pictures: shapes first, then where things are and how large, then shapes again."""

ODD_COLOURS = (0.0, 0.25, 0.5)
"""Share of sibling pairs whose first object has an odd colour, by kind of pictures."""


def training_scenes(rng: Generator, phase: int) -> tuple[Scene, Scene]:
    """Two scenes that differ in one factor, both allowed in training; some objects of the later kinds have odd colours."""
    while True:
        labels: dict[str, str | None] = {**random_labels(rng)}
        if phase > 0 and rng.random() < ODD_COLOURS[phase]:
            labels["colour"] = None
        sibling = dict(labels)
        factor = SIBLING_FACTORS[phase][int(rng.integers(8))]
        sibling[factor] = random_labels(rng)[factor]
        kind = rng.random()
        if kind < 0.04:
            pair = (
                Scene(draw_backdrop_of(rng, _name(labels, "background")), ()),
                Scene(draw_backdrop_of(rng, random_labels(rng)["background"]), ()),
            )
        elif kind < 0.24:
            second = random_labels(rng)
            pair = (_scene_of(rng, labels, second, True), _scene_of(rng, sibling, second, True))
        else:
            placed = kind < 0.75
            pair = (_scene_of(rng, labels, None, placed), _scene_of(rng, sibling, None, placed))
        if all(allowed_in_training(scene) for scene in pair):
            return pair


def _covered(scene: Scene) -> NDArray[np.int8]:
    columns = -(-FRAME_WIDTH // MASK_STEP)
    rows = HEIGHT // MASK_STEP
    result = np.full((rows, columns), -1, np.int8)
    for index, thing in enumerate(scene.things):
        mask = thing_mask(thing, columns * 4, rows * 4).resize((columns, rows), Image.Resampling.BOX)
        result[np.asarray(mask) > 60] = index
    return result


def training_pictures(seed: int, pairs: int, phase: int = 0) -> Iterator[tuple[Scene, Camera]]:
    """What a phase of the training shows, not drawn yet: siblings follow one another."""
    rng = np.random.default_rng(seed)
    for _ in range(pairs):
        for scene in training_scenes(rng, phase):
            yield scene, random_camera(rng)


def picture_set(seed: int, pairs: int, phase: int = 0) -> PictureSet:
    """Draws `2 × pairs` pictures for a phase of the training."""
    count = 2 * pairs
    frames = np.zeros((count, HEIGHT, FRAME_WIDTH, 3), np.uint8)
    things = np.full((count, 2, 4), -1, np.int8)
    background = np.zeros(count, np.int8)
    covered = np.zeros((count, HEIGHT // MASK_STEP, -(-FRAME_WIDTH // MASK_STEP)), np.int8)
    numbers = {factor: {name: index for index, name in enumerate(names_of(factor))} for factor in (*FACTORS, "backgrounds")}
    for index, (scene, camera) in enumerate(training_pictures(seed, pairs, phase)):
        picture = through_a_camera(camera, draw_scene(scene, *DRAWN))
        frames[index] = np.asarray(picture.resize((FRAME_WIDTH, HEIGHT), Image.Resampling.BICUBIC))
        background[index] = numbers["backgrounds"][scene.backdrop.pattern]
        covered[index] = _covered(scene)
        for slot, thing in enumerate(scene.things):
            values = (thing.colour, thing.shape, thing.size, thing.position)
            things[index, slot] = [-1 if value is None else numbers[factor][value] for factor, value in zip(FACTORS, values, strict=True)]
    return PictureSet(frames, things, background, covered)
