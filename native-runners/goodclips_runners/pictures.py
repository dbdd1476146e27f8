"""Pictures made ready for a model: upright RGB, cut or squashed to the model's size, as bytes.

Mean and standard deviation are applied where the forward pass runs (`Recipe.constants`), so that a prepared picture is one byte a
sample and not four.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image as PillowImage
from PIL import ImageOps

from goodclips_runners.encoder import ItemError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor

    from numpy.typing import NDArray
    from PIL.Image import Image

    from goodclips_runners.encoder import Preprocessing
    from goodclips_runners.picture_recipe import Recipe

MAX_TILES = 4
"""A picture more than four times as wide as high (or the reverse) is squashed into this many: it is a banner, hardly a film."""

MAX_SQUEEZE = 1.05
"""By how much a picture may be squeezed along its long side to save a tile. Five per cent is less than the spread of aspect ratios that
the random crops of CLIP's training see, and keeps 448×447 from costing two tiles."""

MAX_REFERENCE_RATIO = 64
"""Above this ratio of its sides a picture is cropped before it is resized: the whole would not fit in memory (1×16,384 → 11 GB)."""


def upright_rgb(image: Image) -> Image:
    """The picture as a person sees it: turned by its EXIF orientation, alpha laid over white, 16 bits reduced to 8.

    `Image.convert("RGB")` alone would show whatever colour lies hidden under transparent pixels, and cut float pictures at 255.
    """
    image = ImageOps.exif_transpose(image)
    if image.mode == "RGB":
        return image
    if image.mode.startswith(("I", "F")):
        return _deep_to_rgb(image)
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        ground = PillowImage.new("RGBA", layer.size, (255, 255, 255, 255))
        return PillowImage.alpha_composite(ground, layer).convert("RGB")
    return image.convert("RGB")


def _deep_to_rgb(image: Image) -> Image:
    """A picture of 16 or 32 bits a sample: 16-bit integers by their upper byte, floats by their own range."""
    samples = np.nan_to_num(np.asarray(image, dtype=np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    if image.mode == "F":
        low, high = float(samples.min()), float(samples.max())
        samples = (samples - low) * (255 / (high - low)) if high > low else samples * 0
    elif image.mode != "I" or samples.max() > 255:
        samples = samples / 256
    return PillowImage.fromarray(np.clip(samples, 0, 255).astype(np.uint8)).convert("RGB")


def _crop_offset(length: int, kept: int, recipe: Recipe) -> int:
    return (length - kept) // 2 if recipe.crop_rounding == "floor" else round((length - kept) / 2.0)


def reference(image: Image, recipe: Recipe) -> Image:
    """What the model's own pipeline makes of an RGB picture."""
    width, height = recipe.width, recipe.height
    if recipe.fit == "squash":
        return image.resize((width, height), recipe.resample)
    # Shorter side to `short_side`, the longer one rounded down: transformers' get_resize_output_image_size, torchvision's Resize.
    short, long = sorted(image.size)
    resized_long = int(recipe.short_side * long / short)
    resized_width, resized_height = (recipe.short_side, resized_long) if image.width <= image.height else (resized_long, recipe.short_side)
    left, top = _crop_offset(resized_width, width, recipe), _crop_offset(resized_height, height, recipe)
    if long > short * MAX_REFERENCE_RATIO:
        across, down = image.width / resized_width, image.height / resized_height
        box = (left * across, top * down, (left + width) * across, (top + height) * down)
        return image.resize((width, height), recipe.resample, box=box)
    resized = image.resize((resized_width, resized_height), recipe.resample)
    return resized.crop((left, top, left + width, top + height))


def tile_count(width: int, height: int, tile_ratio: float = 1.0) -> int:
    """Fewest tiles of the ratio width : height that cover a picture, along its relatively longer side; at most `MAX_TILES`."""
    ratio = width / height / tile_ratio
    return min(MAX_TILES, max(1, math.ceil(max(ratio, 1 / ratio) / MAX_SQUEEZE)))


def tiles(image: Image, recipe: Recipe) -> list[Image]:
    """Overlapping tiles that cover an RGB picture from edge to edge; the first and the last one lie at its two ends.

    CLIP's own centre crop throws away 44 % of a 16:9 frame: who stands at its edge could not be found. A frame of 16:9 is two tiles, one of
    2.39:1 three. Squashing would keep all too, but shows the model shapes that it was not trained on.
    """
    ratio = image.width / image.height / (recipe.width / recipe.height)
    count = tile_count(image.width, image.height, recipe.width / recipe.height)
    wide = ratio >= 1
    side = recipe.width if wide else recipe.height
    length = round(side * min(max(ratio, 1 / ratio), count))
    resized = image.resize((length, recipe.height) if wide else (recipe.width, length), recipe.resample)
    offsets = [round(index * (length - side) / max(1, count - 1)) for index in range(count)]
    if wide:
        return [resized.crop((offset, 0, offset + side, recipe.height)) for offset in offsets]
    return [resized.crop((0, offset, recipe.width, offset + side)) for offset in offsets]


def _bytes_of(image: Image) -> NDArray[np.uint8]:
    return np.ascontiguousarray(np.asarray(image, dtype=np.uint8).transpose(2, 0, 1))


def readable(image: Image | ItemError) -> Image | ItemError:
    """The picture upright and decoded, or why it cannot be read."""
    if isinstance(image, ItemError):
        return image
    try:
        picture = upright_rgb(image)
        picture.load()
    except (PillowImage.DecompressionBombError, MemoryError) as error:
        return ItemError("too_large", f"The picture has too many pixels: {error}")
    # Pillow decodes lazily, and a broken file may raise nearly anything in its decoders.
    except (OSError, ValueError, SyntaxError, EOFError, ZeroDivisionError, IndexError, TypeError, struct.error) as error:
        return ItemError("unreadable", f"The picture cannot be read: {error}")
    return picture


def cut(image: Image | ItemError, recipe: Recipe, preprocessing: Preprocessing) -> list[NDArray[np.uint8]] | ItemError:
    """One picture as bytes [3, height, width], as many as it has tiles; or why it cannot be read."""
    picture = readable(image)
    if isinstance(picture, ItemError):
        return picture
    if recipe.fit == "crop" and preprocessing == "default":
        return [_bytes_of(tile) for tile in tiles(picture, recipe)]
    return [_bytes_of(reference(picture, recipe))]


@dataclass(frozen=True)
class Tiles:
    """The tiles of the pictures of one request.

    Attributes:
        pixels: Bytes [tiles, 3, height, width].
        owners: Position in the request of each tile, ascending.
        errors: Position in the request → why it has no tiles.
    """

    pixels: NDArray[np.uint8]
    owners: list[int]
    errors: dict[int, ItemError]


def cut_all(
    groups: Sequence[Sequence[Image | ItemError] | ItemError], recipe: Recipe, preprocessing: Preprocessing, pool: Executor | None = None
) -> Tiles:
    """Cuts the pictures of each item (one, or the frames of a clip); an item fails with the first of its pictures that does.

    Args:
        groups: Pictures of each item, or why there are none.
        recipe: How the model wants them.
        preprocessing: Which of the two ways.
        pool: Cuts pictures side by side; Pillow lets other threads run while it decodes and resizes.
    """
    places = [position for position, group in enumerate(groups) if not isinstance(group, ItemError) for _ in group]
    pictures = [picture for group in groups if not isinstance(group, ItemError) for picture in group]

    def one(picture: Image | ItemError) -> list[NDArray[np.uint8]] | ItemError:
        return cut(picture, recipe, preprocessing)

    results = list(pool.map(one, pictures) if pool is not None and len(pictures) > 1 else map(one, pictures))
    errors = {position: group for position, group in enumerate(groups) if isinstance(group, ItemError)}
    for position, group in enumerate(groups):
        if not isinstance(group, ItemError) and not group:
            errors[position] = ItemError("empty", "There are no pictures.")
    for position, result in zip(places, results, strict=True):
        if isinstance(result, ItemError):
            errors.setdefault(position, result)
    kept = [
        (position, tile)
        for position, result in zip(places, results, strict=True)
        if position not in errors and not isinstance(result, ItemError)
        for tile in result
    ]
    pixels = np.stack([tile for _, tile in kept]) if kept else np.zeros((0, 3, recipe.height, recipe.width), dtype=np.uint8)
    return Tiles(pixels, [position for position, _ in kept], errors)


def spread(frames: Sequence[Image], count: int) -> list[Image]:
    """`count` of the frames, evenly spread over them in time order; some repeat when there are fewer."""
    return [frames[min(len(frames) - 1, (2 * index + 1) * len(frames) // (2 * count))] for index in range(count)]


def mean_rows(rows: NDArray[np.float32], owners: Sequence[int], count: int) -> NDArray[np.float32]:
    """One unit vector [count, dim] an item: the mean of its rows as they are, made a unit vector; zeros where it has none."""
    sums = np.zeros((count, rows.shape[1]), dtype=np.float64)
    # The sum has the direction of the mean.
    np.add.at(sums, np.asarray(owners, dtype=np.intp), rows.astype(np.float64))
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return (sums / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def sample_pixels(recipe: Recipe, count: int = 4) -> NDArray[np.uint8]:
    """Made-up pictures [count, 3, height, width] for choosing an engine: soft patches of colour with some grain, always the same."""
    random = np.random.default_rng(20_240_224)
    samples: list[NDArray[np.uint8]] = []
    for index in range(count):
        patches = random.integers(0, 256, (2 + 3 * index, 3 + 3 * index, 3), dtype=np.uint8)
        picture = PillowImage.fromarray(patches).resize((recipe.width, recipe.height), PillowImage.Resampling.BICUBIC)
        grainy = np.asarray(picture, dtype=np.float64) + random.normal(0, 6, (recipe.height, recipe.width, 3))
        samples.append(np.clip(grainy, 0, 255).astype(np.uint8).transpose(2, 0, 1))
    return np.stack(samples)
