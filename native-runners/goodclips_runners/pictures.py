"""Pictures made ready for a model: upright RGB, cut or squashed to the model's size, as bytes.

Mean and standard deviation are applied where the forward pass runs (`Recipe.constants`), so that a prepared picture is one byte a
sample and not four.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image as PillowImage
from PIL import ImageOps

from goodclips_runners.encoder import ItemError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
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


@dataclass(frozen=True)
class PreparedPictures:
    """Pictures of one request, as many tiles as they need.

    Attributes:
        pixels: Bytes [tiles, 3, height, width].
        owners: Position in the request of each tile [tiles], ascending.
        count: How many items the request had.
        errors: Position in the request → why it has no tiles.
    """

    pixels: NDArray[np.uint8]
    owners: NDArray[np.int64]
    count: int
    errors: dict[int, ItemError] = field(default_factory=dict[int, ItemError])

    def __len__(self) -> int:
        """How many items the request had."""
        return self.count


def _bytes_of(image: Image) -> NDArray[np.uint8]:
    return np.ascontiguousarray(np.asarray(image, dtype=np.uint8).transpose(2, 0, 1))


def _cut(image: Image | ItemError, recipe: Recipe, preprocessing: Preprocessing) -> list[NDArray[np.uint8]] | ItemError:
    if isinstance(image, ItemError):
        return image
    try:
        picture = upright_rgb(image)
        if recipe.fit == "crop" and preprocessing == "default":
            return [_bytes_of(tile) for tile in tiles(picture, recipe)]
        return [_bytes_of(reference(picture, recipe))]
    except PillowImage.DecompressionBombError as error:
        return ItemError("too_large", f"The picture has too many pixels: {error}")
    # Pillow decodes lazily, and a broken file may raise nearly anything in its decoders.
    except (OSError, ValueError, SyntaxError, EOFError, ZeroDivisionError, IndexError, TypeError, MemoryError) as error:
        return ItemError("unreadable", f"The picture cannot be read: {error}")


def _collect(groups: Iterable[Sequence[list[NDArray[np.uint8]] | ItemError] | ItemError], recipe: Recipe) -> PreparedPictures:
    """Flattens the tiles of each item; an item fails with the first of its pictures that does."""
    pixels: list[NDArray[np.uint8]] = []
    owners: list[int] = []
    errors: dict[int, ItemError] = {}
    count = 0
    for position, group in enumerate(groups):
        count += 1
        failed = group if isinstance(group, ItemError) else next((one for one in group if isinstance(one, ItemError)), None)
        if failed is not None or isinstance(group, ItemError):
            errors[position] = failed or ItemError("unreadable", "The picture cannot be read.")
            continue
        for one in group:
            if not isinstance(one, ItemError):
                pixels.extend(one)
                owners.extend([position] * len(one))
    stacked = np.stack(pixels) if pixels else np.zeros((0, 3, recipe.height, recipe.width), dtype=np.uint8)
    return PreparedPictures(stacked, np.asarray(owners, dtype=np.int64), count, errors)


def prepare_pictures(
    images: Sequence[Image | ItemError], recipe: Recipe, preprocessing: Preprocessing, pool: Executor | None = None
) -> PreparedPictures:
    """Decodes, turns and cuts pictures; one that cannot be read is an error of its own."""

    def cut(image: Image | ItemError) -> Sequence[list[NDArray[np.uint8]] | ItemError]:
        return [_cut(image, recipe, preprocessing)]

    return _collect(pool.map(cut, images) if pool and len(images) > 1 else map(cut, images), recipe)


def prepare_frames(
    clips: Sequence[Sequence[Image] | ItemError], recipe: Recipe, most: int, pool: Executor | None = None
) -> PreparedPictures:
    """Frames of clips, at most `most` of each (spread evenly), each by the reference; their owner is their clip."""

    def cut(clip: Sequence[Image] | ItemError) -> Sequence[list[NDArray[np.uint8]] | ItemError] | ItemError:
        if isinstance(clip, ItemError):
            return clip
        if not clip:
            return ItemError("empty", "The clip has no frames.")
        return [_cut(frame, recipe, "reference") for frame in spread(clip, min(most, len(clip)))]

    return _collect(pool.map(cut, clips) if pool and len(clips) > 1 else map(cut, clips), recipe)


def spread(frames: Sequence[Image], count: int) -> list[Image]:
    """`count` of the frames, evenly spread over them in time order; some repeat when there are fewer."""
    return [frames[min(len(frames) - 1, (2 * index + 1) * len(frames) // (2 * count))] for index in range(count)]


def pool_rows(prepared: PreparedPictures, rows: NDArray[np.float32], *, unit_first: bool) -> NDArray[np.float32]:
    """One unit vector an item from the rows of its tiles: their mean, renormalised.

    Args:
        prepared: Says which row belongs to which item.
        rows: What the network said of each tile [tiles, dim].
        unit_first: Each row is made a unit vector before the mean (a tile's contrast must not weigh); InternVL averages as they are.
    """
    exact = rows.astype(np.float64)
    sums = np.zeros((prepared.count, rows.shape[1]), dtype=np.float64)
    np.add.at(sums, prepared.owners, _unit(exact) if unit_first else exact)
    # The sum has the direction of the mean.
    return _unit(sums).astype(np.float32)


def _unit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1.0)


def in_chunks(
    pixels: NDArray[np.uint8], most: int, run: Callable[[NDArray[np.uint8]], NDArray[np.float32]], dim: int
) -> NDArray[np.float32]:
    """Rows of all tiles, at most `most` of them in one forward pass."""
    parts = [run(pixels[start : start + most]) for start in range(0, len(pixels), most)]
    return np.concatenate(parts) if parts else np.zeros((0, dim), dtype=np.float32)
