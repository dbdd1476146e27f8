"""What `demo-clip` is shown in one step: pictures, sentences, and which sentence is true of which picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from demo.clip_model import MEAN, STANDARD_DEVIATION
from demo.picture_set import FRAME_WIDTH, HEIGHT, PictureSet
from demo.sentences import NOTHING, Mention, Sentence, sentence_about

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray
    from torch import Tensor

PAIRS_PER_STEP = 20


def mentions_of(pictures: PictureSet, index: int) -> list[Mention]:
    """What sentences may say of a picture's objects."""
    found: list[Mention] = []
    for row in pictures.things[index]:
        colour, shape, size, position = (int(value) for value in row)
        found.append((colour, shape, size, position))
    return [mention for mention in found if mention != NOTHING]


@dataclass(frozen=True)
class Batch:
    """One step's pictures and sentences.

    Attributes:
        tiles: float [2 n, 3, HEIGHT, HEIGHT]: left tiles, then right tiles.
        dense: long [3, 2 n, patches]: colour, shape and background of each patch (the last class of two is none).
        sentences: 2 n sentences; i and n + i are about picture i.
        matches: bool [2 n, n]: which sentence is true of which picture.
        named: bool [n, factors]: multi-hot labels of the pictures.
        centres: float [2 n, 2]: centre of the object in each tile, -1…1; not a number where there is none, or two.
        position: long [n]: named position of the only object, -100 where it has none.
    """

    tiles: Tensor
    dense: Tensor
    sentences: list[Sentence]
    matches: Tensor
    named: Tensor
    centres: Tensor
    position: Tensor


def sentence_matches(sentences: list[Sentence], things: NDArray[np.int8], background: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Which sentence is true of which picture [sentences, pictures]."""
    wanted = np.asarray([sentence.things for sentence in sentences], np.int64)
    behind = np.asarray([sentence.background for sentence in sentences], np.int64)
    # [sentences, wanted object, pictures, object]
    fits: NDArray[np.bool_] = np.all((wanted[:, :, None, None, :] < 0) | (wanted[:, :, None, None, :] == things[None, None]), axis=-1)
    nothing: NDArray[np.bool_] = np.all(wanted < 0, axis=-1)
    # A named object must be there; "nothing named" fits anything.
    fits |= nothing[:, :, None, None]
    both = (fits[:, 0, :, 0] & fits[:, 1, :, 1]) | (fits[:, 0, :, 1] & fits[:, 1, :, 0])
    return both & ((behind[:, None] < 0) | (behind[:, None] == background[None]))


def multi_hot(things: NDArray[np.int8], background: NDArray[np.int8], sizes: list[int]) -> NDArray[np.float32]:
    """Which factors hold of each picture [n, factors]; `sizes` are the numbers of names by factor."""
    result = np.zeros((len(things), sum(sizes)), np.float32)
    rows = np.arange(len(things))
    start = 0
    for factor in range(4):
        for slot in range(2):
            known = things[:, slot, factor] >= 0
            result[rows[known], start + things[known, slot, factor]] = 1
        start += sizes[factor]
    known = background >= 0
    result[rows[known], start + background[known]] = 1
    return result


def _centres(covered: NDArray[np.int8], offsets: NDArray[np.int64], alone: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Centre of the only object in each tile."""
    cells = HEIGHT // 4
    columns = (offsets[:, None] + 2) // 4 + np.arange(cells)[None]
    columns = np.minimum(columns, covered.shape[2] - 1)
    seen = np.take_along_axis(covered, columns[:, None, :], 2) == 0
    place = (np.arange(cells) + 0.5) / cells * 2 - 1
    count = seen.sum((1, 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        x = (seen * place[None, None, :]).sum((1, 2)) / count
        y = (seen * place[None, :, None]).sum((1, 2)) / count
    centres = np.stack([x, y], 1).astype(np.float32)
    centres[(count < 3) | ~alone] = np.nan
    return centres


def make_batch(rng: Generator, pictures: PictureSet, sizes: list[int], single_word_share: float) -> Batch:
    """Draws one step's batch: sibling pairs, each picture with a full and a partial sentence."""
    pairs = rng.choice(len(pictures) // 2, PAIRS_PER_STEP, replace=False)
    chosen = np.stack([2 * pairs, 2 * pairs + 1], 1).reshape(-1)
    offsets = np.concatenate([rng.integers(0, 4, len(chosen)), FRAME_WIDTH - HEIGHT - rng.integers(0, 4, len(chosen))])
    twice = np.concatenate([chosen, chosen])
    tiles = np.stack([pictures.frames[i, :, offset : offset + HEIGHT] for i, offset in zip(twice, offsets, strict=True)])
    pixels = torch.from_numpy(tiles).permute(0, 3, 1, 2).float() / 255
    pixels = (pixels - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STANDARD_DEVIATION)[:, None, None]

    patches = HEIGHT // 8
    columns = (offsets[:, None] + 8 * np.arange(patches)[None] + 2) // 4
    rows = 2 * np.arange(patches)
    covered = pictures.covered[twice]
    picked = [
        covered[np.arange(len(twice))[:, None, None], rows[None, :, None] + down, columns[:, None, :] + right]
        for down in (0, 1)
        for right in (0, 1)
    ]
    thing = np.max(picked, 0).reshape(len(twice), -1).astype(np.int64)
    at = np.arange(len(twice))[:, None]
    labels = pictures.things[twice].astype(np.int64)
    colour = np.where(thing >= 0, labels[at, np.maximum(thing, 0), 0], sizes[0])
    colour = np.where(colour < 0, -100, colour)  # odd colours have no name
    shape = np.where(thing >= 0, labels[at, np.maximum(thing, 0), 1], sizes[1])
    behind = np.where(thing >= 0, -100, pictures.background[twice].astype(np.int64)[:, None])

    sentences = [
        sentence_about(rng, mentions_of(pictures, int(i)), int(pictures.background[i]), full=full, single_word_share=single_word_share)
        for full in (True, False)
        for i in chosen
    ]
    things, background = pictures.things[chosen], pictures.background[chosen]
    alone = (things[:, 1] < 0).all(1)
    return Batch(
        pixels,
        torch.from_numpy(np.stack([colour, shape, behind])),
        sentences,
        torch.from_numpy(sentence_matches(sentences, things, background)),
        torch.from_numpy(multi_hot(things, background, sizes)),
        torch.from_numpy(_centres(covered, offsets, np.concatenate([alone, alone]))),
        torch.from_numpy(np.where(alone & (things[:, 0, 3] >= 0), things[:, 0, 3].astype(np.int64), -100)),
    )
