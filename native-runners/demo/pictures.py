"""Draws scenes: one or two shapes before a background, moving or still, with labels that are exact."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from demo.held_out import held_out_pairs, motion_is_held_out, picture_is_held_out
from demo.vocabulary import vocabulary

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

WIDTH = 16 / 9
"""Width of a frame in heights of the frame."""


@dataclass(frozen=True)
class Thing:
    """An object of a scene.

    Attributes:
        colour: Name of its colour; None when it has some other colour.
        shape: Name of its shape.
        size: Name of its size.
        position: Name of its position; None when it moves about or lies between the named ones.
        x: Centre, in heights of the frame from the left.
        y: Centre, in heights of the frame from the top.
        radius: In heights of the frame.
        angle: Rotation in radians.
        rgb: The very colour.
        letters: Rows of letters of the shape `text`.
    """

    colour: str | None
    shape: str
    size: str
    position: str | None
    x: float
    y: float
    radius: float
    angle: float
    rgb: tuple[int, int, int]
    letters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Backdrop:
    """A background: a pattern between two greyish colours.

    Attributes:
        pattern: Name of the pattern.
        dark: One colour.
        light: The other colour.
        period: Of the pattern, in heights of the frame.
        angle: Direction of stripes and shading in radians.
    """

    pattern: str
    dark: tuple[int, int, int]
    light: tuple[int, int, int]
    period: float
    angle: float


@dataclass(frozen=True)
class Scene:
    """A scene: what is in it, and how the first object moves."""

    backdrop: Backdrop
    things: tuple[Thing, ...]
    motion: str = "still"
    motion_phase: float = 0.0
    labels: dict[str, str] = field(default_factory=dict)


def _rgb(rng: Generator, mean: tuple[int, int, int], spread: int) -> tuple[int, int, int]:
    red, green, blue = (int(np.clip(value + rng.integers(-spread, spread + 1), 0, 255)) for value in mean)
    return red, green, blue


def draw_backdrop_of(rng: Generator, pattern: str) -> Backdrop:
    """Chooses the colours and measures of a background."""
    level = int(rng.integers(44, 92))
    step = int(rng.integers(34, 60))
    dark = _rgb(rng, (level, level, level), 9)
    light = _rgb(rng, (level + step, level + step, level + step), 9)
    angle = float(rng.choice([0.0, math.pi / 2, math.pi / 4, -math.pi / 4]))
    return Backdrop(pattern, dark, light, float(rng.uniform(0.16, 0.26)), angle)


def _place(rng: Generator, position: str | None, radius: float) -> tuple[float, float]:
    x = float(rng.uniform(0.02, 0.98)) * WIDTH
    y = float(rng.uniform(0.4, 0.6))
    if position is None:
        return x, float(rng.uniform(0.15, 0.85))
    if position == "left":
        return max(float(rng.uniform(0.07, 0.17)) * WIDTH, radius * 0.9), y
    if position == "right":
        return WIDTH - max(float(rng.uniform(0.07, 0.17)) * WIDTH, radius * 0.9), y
    if position == "centre":
        return float(rng.uniform(0.45, 0.55)) * WIDTH, float(rng.uniform(0.44, 0.56))
    x = float(rng.uniform(0.38, 0.62)) * WIDTH
    y = max(float(rng.uniform(0.1, 0.2)), radius)
    return x, y if position == "top" else 1 - y


def odd_colour(rng: Generator, shape: str) -> tuple[int, int, int]:
    """Any colour that stands out from the backgrounds, but none that would make a held-out pair with the shape."""
    held_out = [value.rgb for value in vocabulary().colours if (value.name, shape) in held_out_pairs()]
    while True:
        red, green, blue = (int(value) for value in rng.integers(0, 256, 3))
        vivid = max(red, green, blue) - min(red, green, blue) > 90 or min(red, green, blue) > 215
        if vivid and all(math.dist((red, green, blue), rgb) > 110 for rgb in held_out):
            return red, green, blue


def thing_of(rng: Generator, colour: str | None, shape: str, size: str, position: str | None) -> Thing:
    """Chooses the very measures of an object with these labels."""
    words = vocabulary()
    named = next((value.rgb for value in words.colours if value.name == colour), None)
    radius = next(value for value in words.sizes if value.name == size).radius * float(rng.uniform(0.9, 1.1))
    x, y = _place(rng, position, radius)
    turned = rng.random() < 0.25 and shape != "text"
    angle = float(rng.uniform(-math.pi, math.pi)) if turned else float(rng.uniform(-0.12, 0.12))
    alphabet = list(words.font)
    letters = tuple("".join(rng.choice(alphabet, 4)) for _ in range(2)) if shape == "text" else ()
    rgb = odd_colour(rng, shape) if named is None else _rgb(rng, named, 10)
    return Thing(colour, shape, size, position, x, y, radius, angle, rgb, letters)


def _backdrop_picture(backdrop: Backdrop, width: int, height: int) -> NDArray[np.uint8]:
    y, x = np.mgrid[0:height, 0:width].astype(np.float32) / height
    along = x * math.cos(backdrop.angle) + y * math.sin(backdrop.angle)
    period = backdrop.period
    if backdrop.pattern == "plain":
        amount = np.zeros_like(x)
    elif backdrop.pattern == "striped":
        amount = (np.floor(along / period * 2) % 2).astype(np.float32)
    elif backdrop.pattern == "checkered":
        amount = ((np.floor(x / period * 1.4) + np.floor(y / period * 1.4)) % 2).astype(np.float32)
    elif backdrop.pattern == "dotted":
        amount = (((x / period) % 1 - 0.5) ** 2 + ((y / period) % 1 - 0.5) ** 2 < 0.075).astype(np.float32)
    else:
        low, high = float(along.min()), float(along.max())
        amount = (along - low) / (high - low)
    dark = np.asarray(backdrop.dark, np.float32)
    light = np.asarray(backdrop.light, np.float32)
    if backdrop.pattern == "shaded":
        dark = dark - 30
        light = light + 30
    picture = dark + amount[..., None] * (light - dark)
    return np.clip(picture, 0, 255).astype(np.uint8)


def _text_mask(draw: ImageDraw.ImageDraw, thing: Thing, height: int) -> None:
    font = vocabulary().font
    columns = max(len(row) for row in thing.letters) * 6 - 1
    lines = len(thing.letters) * 9 - 2
    dot = 2.5 * thing.radius * height / columns
    left = thing.x * height - columns * dot / 2
    top = thing.y * height - lines * dot / 2
    for row, letters in enumerate(thing.letters):
        for column, letter in enumerate(letters):
            for v, bits in enumerate(font[letter]):
                for u in range(5):
                    if bits >> (4 - u) & 1:
                        x = left + (column * 6 + u) * dot
                        y = top + (row * 9 + v) * dot
                        draw.rectangle((x, y, x + dot, y + dot), fill=255)


def thing_mask(thing: Thing, width: int, height: int) -> Image.Image:
    """The pixels that an object covers."""
    mask = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(mask)
    if thing.shape == "text":
        _text_mask(draw, thing, height)
        return mask
    contours = next(shape for shape in vocabulary().shapes if shape.name == thing.shape).contours
    cos, sin = math.cos(thing.angle), math.sin(thing.angle)
    for index, contour in enumerate(contours):
        points = [
            (
                (thing.x + thing.radius * (x * cos - y * sin)) * height,
                (thing.y + thing.radius * (x * sin + y * cos)) * height,
            )
            for x, y in contour
        ]
        draw.polygon(points, fill=255 if index == 0 else 0)
    return mask


def draw_scene(scene: Scene, width: int, height: int) -> Image.Image:
    """Draws a scene."""
    picture = Image.fromarray(_backdrop_picture(scene.backdrop, width, height))
    for thing in scene.things:
        picture.paste(thing.rgb, mask=thing_mask(thing, width, height))
    return picture


def moved(scene: Scene, fraction: float) -> Scene:
    """The scene at a fraction (0…1) of its time: its first object moves as the scene's motion says."""
    if not scene.things or scene.motion == "still":
        return scene
    thing = scene.things[0]
    swing = math.sin(2 * math.pi * (fraction + scene.motion_phase))
    if scene.motion == "sideways":
        thing = replace(thing, x=WIDTH / 2 + swing * (WIDTH / 2 - thing.radius))
    elif scene.motion == "vertical":
        thing = replace(thing, y=0.5 + swing * (0.5 - thing.radius))
    elif scene.motion == "spinning":
        thing = replace(thing, angle=thing.angle + 2 * math.pi * fraction)
    elif scene.motion == "growing":
        thing = replace(thing, radius=thing.radius * (0.5 + 1.2 * fraction))
    else:
        angle = 2 * math.pi * (fraction + scene.motion_phase)
        thing = replace(thing, x=WIDTH / 2 + 0.3 * math.cos(angle), y=0.5 + 0.3 * math.sin(angle))
    return replace(scene, things=(thing, *scene.things[1:]))


@dataclass(frozen=True)
class Camera:
    """What encoding does to a frame, roughly: JPEG at some quality, and a slightly different brightness."""

    quality: int
    gain: float
    shift: float


def random_camera(rng: Generator) -> Camera:
    """Any camera."""
    return Camera(int(rng.integers(45, 93)), float(rng.uniform(0.95, 1.05)), float(rng.uniform(-6, 6)))


def through_a_camera(camera: Camera, picture: Image.Image) -> Image.Image:
    """A picture as it comes back from a camera."""
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=camera.quality)
    pixels = np.asarray(Image.open(buffer).convert("RGB"), np.float32)
    pixels = pixels * camera.gain + camera.shift
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _choice(rng: Generator, names: tuple[str, ...]) -> str:
    return names[int(rng.integers(len(names)))]


@lru_cache(maxsize=8)
def names_of(factor: str) -> tuple[str, ...]:
    """Names of a factor's values: `colours`, `shapes`, `sizes`, `positions`, `backgrounds` or `motions`."""
    return tuple(value.name for value in getattr(vocabulary(), factor))


def random_labels(rng: Generator) -> dict[str, str]:
    """Labels of an object and its background."""
    return {
        "colour": _choice(rng, names_of("colours")),
        "shape": _choice(rng, names_of("shapes")),
        "size": _choice(rng, names_of("sizes")),
        "position": _choice(rng, names_of("positions")),
        "background": _choice(rng, names_of("backgrounds")),
    }


def allowed_in_training(scene: Scene) -> bool:
    """Whether training may show a scene: none of its objects is held out, in no position."""
    background = scene.backdrop.pattern
    for thing in scene.things:
        if thing.colour is None:
            continue  # `odd_colour` keeps away from the held-out pairs.
        positions = names_of("positions") if thing.position is None else (thing.position,)
        held_out = [picture_is_held_out(thing.colour, thing.shape, thing.size, position, background) for position in positions]
        if thing.position is None:
            # In between the named positions: only the pair can be recognised as held out.
            if all(held_out):
                return False
        elif held_out[0]:
            return False
    first = scene.things[0] if scene.things else None
    if scene.motion != "still" and first is not None and first.colour is not None:
        return not motion_is_held_out(first.colour, first.shape, scene.motion)
    return True
