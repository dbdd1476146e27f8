"""Trains `demo-clip`: pictures and words in one space (`CLIPModel`, 390,000 parameters)."""

from __future__ import annotations

import json
import logging
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from demo.optimiser import MuonAndAdamW
from demo.picture_set import FRAME_WIDTH, HEIGHT, PictureSet, picture_set
from demo.sentences import NOTHING, Mention, Sentence, sentence_about
from demo.vocabulary import vocabulary

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.random import Generator
    from numpy.typing import NDArray
    from transformers import CLIPModel, CLIPTokenizer

_log = logging.getLogger(__name__)

SEED = 20_261
PARTS = 4
PAIRS_PER_STEP = 20
VOCABULARY_SIZE = 820
BEGIN = VOCABULARY_SIZE - 2
END = VOCABULARY_SIZE - 1
MEAN = (0.48145466, 0.4578275, 0.40821073)
STANDARD_DEVIATION = (0.26862954, 0.26130258, 0.27577711)
"""Of OpenAI's CLIP, https://github.com/openai/CLIP/blob/main/clip/clip.py."""
FACTORS = ("colours", "shapes", "sizes", "positions")


@dataclass(frozen=True)
class Phase:
    """One of the four phases of the training; heads and optimiser begin anew in each.

    Attributes:
        steps: How many steps.
        pairs_per_part: Sibling pairs that each of the `PARTS` processes' portions draws.
        muon: Learning rate of Muon.
        adamw: Learning rate of AdamW.
        single_word_share: See `sentence_about`.
        full_weight: Share of the full sentences in the contrastive loss; None counts all sentences alike.
        dense_weight: Of the loss on patches.
        where_weight: Of the losses on where the object is: its centre in each tile, and its named position.
    """

    steps: int
    pairs_per_part: int
    muon: float
    adamw: float
    single_word_share: float
    full_weight: float | None
    dense_weight: float
    where_weight: float


PHASES = (
    # Colours and shapes.
    Phase(2_200, 2_500, 1e-2, 3e-3, single_word_share=0.0, full_weight=None, dense_weight=0.7, where_weight=0.0),
    # Shapes in odd colours, and short sentences.
    Phase(700, 1_000, 6e-3, 1.5e-3, single_word_share=0.35, full_weight=0.6, dense_weight=0.4, where_weight=0.0),
    # Where things are: without a loss of its own, top and bottom stay mixed up.
    Phase(450, 600, 1e-2, 3e-3, single_word_share=0.35, full_weight=0.6, dense_weight=0.4, where_weight=1.0),
    # Shapes by name alone, whatever their colour.
    Phase(250, 500, 6e-3, 1.5e-3, single_word_share=0.6, full_weight=0.4, dense_weight=0.5, where_weight=0.7),
)


def picture_phase(phase: int) -> int:
    """Which kind of pictures a phase of the training draws (`picture_set.SIBLING_FACTORS`)."""
    return (0, 1, 1, 2)[phase]


def training_set(phase: int) -> PictureSet:
    """Draws all training pictures of a phase."""
    seeds = range(SEED + 100 * phase, SEED + 100 * phase + PARTS)
    with ProcessPoolExecutor(2) as pool:
        parts = list(pool.map(picture_set, seeds, [PHASES[phase].pairs_per_part] * PARTS, [picture_phase(phase)] * PARTS))
    return PictureSet(
        np.concatenate([part.frames for part in parts]),
        np.concatenate([part.things for part in parts]),
        np.concatenate([part.background for part in parts]),
        np.concatenate([part.covered for part in parts]),
    )


def mentions_of(pictures: PictureSet, index: int) -> list[Mention]:
    """What sentences may say of a picture's objects."""
    found: list[Mention] = []
    for row in pictures.things[index]:
        colour, shape, size, position = (int(value) for value in row)
        found.append((colour, shape, size, position))
    return [mention for mention in found if mention != NOTHING]


def make_tokenizer(corpus: list[str]) -> CLIPTokenizer:
    """Makes a byte-pair tokenizer in CLIP's layout: bytes, bytes at a word's end, merges, begin, end."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
    from transformers import CLIPTokenizer

    trainee = Tokenizer(models.BPE(end_of_word_suffix="</w>"))
    trainee.normalizer = normalizers.Lowercase()
    trainee.pre_tokenizer = pre_tokenizers.Whitespace()
    trainer = trainers.BpeTrainer(vocab_size=4_000, end_of_word_suffix="</w>", show_progress=False)
    trainee.train_from_iterator(corpus, trainer)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokens = [*alphabet, *(letter + "</w>" for letter in alphabet)]
    merges: list[tuple[str, str]] = []
    for left, right in json.loads(trainee.to_str())["model"]["merges"]:
        if len(tokens) < VOCABULARY_SIZE - 2 and left in tokens and right in tokens and left + right not in tokens:
            tokens.append(left + right)
            merges.append((left, right))
    while len(tokens) < VOCABULARY_SIZE - 2:
        tokens.append(f"<|unused{len(tokens)}|>")
    tokens += ["<|startoftext|>", "<|endoftext|>"]
    # The tokenizer takes pairs; its annotation says strings.
    pairs: Any = merges
    return CLIPTokenizer(vocab={token: index for index, token in enumerate(tokens)}, merges=pairs, model_max_length=48)


def patch_filters(count: int, side: int) -> Tensor:
    """Low frequencies of a cosine transform × opponent colours: the patch filters a trained model would find anyway."""
    axis = (np.arange(side) + 0.5) / side
    waves = [np.cos(np.pi * k * axis) * (1.0 if k else 2**-0.5) for k in range(side)]
    order = sorted(((u, v) for u in range(side) for v in range(side)), key=lambda pair: (pair[0] + pair[1], pair))
    colours = {"luma": (1.0, 1.0, 1.0), "red-green": (1.0, -1.0, 0.0), "blue-yellow": (-0.5, -0.5, 1.0)}
    share = {"luma": count // 2, "red-green": count // 4, "blue-yellow": count - count // 2 - count // 4}
    filters: list[NDArray[np.float64]] = []
    for name, weights in colours.items():
        direction = np.asarray(weights) / np.linalg.norm(weights)
        for u, v in order[: share[name]]:
            filters.append(direction[:, None, None] * np.outer(waves[v], waves[u]) * (2 / side))
    return torch.tensor(np.stack(filters), dtype=torch.float32) * 0.5


def grid_positions(width: int, rows: int) -> Tensor:
    """2-D sine and cosine positions of a grid of patches, with a zero row first for the class token."""
    quarter = width // 4
    rates = 1.0 / (rows**1.2 ** (np.arange(quarter) / quarter)) * np.pi / 2
    y, x = np.mgrid[0:rows, 0:rows].reshape(2, -1, 1)
    table = np.concatenate([np.sin(x * rates), np.cos(x * rates), np.sin(y * rates), np.cos(y * rates)], 1)
    return torch.tensor(np.concatenate([np.zeros((1, width)), table]), dtype=torch.float32)


def make_model() -> CLIPModel:
    """Makes the untrained model."""
    from transformers import CLIPConfig, CLIPModel

    config = CLIPConfig(
        projection_dim=128,
        vision_config={
            "hidden_size": 64,
            "intermediate_size": 256,
            "num_hidden_layers": 4,
            "num_attention_heads": 2,
            "image_size": HEIGHT,
            "patch_size": 8,
            "projection_dim": 128,
        },
        text_config={
            "vocab_size": VOCABULARY_SIZE,
            "hidden_size": 64,
            "intermediate_size": 256,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "max_position_embeddings": 48,
            "bos_token_id": BEGIN,
            "eos_token_id": END,
            "pad_token_id": END,
            "projection_dim": 128,
        },
    )
    model = CLIPModel(config)
    embeddings = model.vision_model.embeddings
    with torch.no_grad():
        embeddings.patch_embedding.weight.copy_(patch_filters(64, 8))
        embeddings.position_embedding.weight.copy_(0.25 * grid_positions(64, HEIGHT // 8))
    return model


class Heads(nn.Module):
    """Linear heads that name factors during training; none of them is saved."""

    def __init__(self, width: int, patch_width: int) -> None:
        """Makes the heads."""
        super().__init__()
        words = vocabulary()
        self.sizes = [len(words.colours), len(words.shapes), len(words.sizes), len(words.positions), len(words.backgrounds)]
        self.of_picture = nn.Linear(width, sum(self.sizes))
        self.of_text = nn.Linear(width, sum(self.sizes))
        self.patch_colour = nn.Linear(patch_width, self.sizes[0] + 1)
        self.patch_shape = nn.Linear(patch_width, self.sizes[1] + 1)
        self.patch_background = nn.Linear(patch_width, self.sizes[4])
        self.centre = nn.Linear(patch_width, 2)
        self.position = nn.Linear(width, self.sizes[3])


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


def _multi_hot(things: NDArray[np.int8], background: NDArray[np.int8], sizes: list[int]) -> NDArray[np.float32]:
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
        torch.from_numpy(_multi_hot(things, background, sizes)),
        torch.from_numpy(_centres(covered, offsets, np.concatenate([alone, alone]))),
        torch.from_numpy(np.where(alone & (things[:, 0, 3] >= 0), things[:, 0, 3].astype(np.int64), -100)),
    )


def contrastive_loss(logits: Tensor, matches: Tensor) -> Tensor:
    """Cross entropy against several right answers a row; rows without any do not count."""
    positives = matches.float()
    count = positives.sum(1)
    losses = -(functional.log_softmax(logits, 1) * positives).sum(1) / count.clamp(min=1)
    return losses[count > 0].mean()


def loss_of(model: CLIPModel, heads: Heads, tokenizer: CLIPTokenizer, batch: Batch, phase: Phase) -> tuple[Tensor, dict[str, float]]:
    """The loss of a batch, and its parts for the log."""
    seen = model.vision_model(pixel_values=batch.tiles)
    tiles = functional.normalize(model.visual_projection(seen.pooler_output), dim=-1)
    half = len(tiles) // 2
    # As the app does it: a frame's vector is the mean of its tiles'.
    pictures = functional.normalize(tiles[:half] + tiles[half:], dim=-1)
    tokens = tokenizer([sentence.text for sentence in batch.sentences], padding=True, return_tensors="pt")
    read = model.text_model(input_ids=tokens["input_ids"], attention_mask=tokens["attention_mask"])
    texts = functional.normalize(model.text_projection(read.pooler_output), dim=-1)

    logits = model.logit_scale.exp().clamp(max=60) * texts @ pictures.T
    if phase.full_weight is None:
        contrast = 0.5 * contrastive_loss(logits, batch.matches) + 0.5 * contrastive_loss(logits.T, batch.matches.T)
    else:
        contrast = torch.zeros(())
        for rows, weight in ((slice(None, half), phase.full_weight), (slice(half, None), 1 - phase.full_weight)):
            part, right = logits[rows], batch.matches[rows]
            contrast = contrast + weight * (contrastive_loss(part, right) + contrastive_loss(part.T, right.T))

    # Heads see unit vectors: their logits need a scale.
    picture_heads = functional.binary_cross_entropy_with_logits(heads.of_picture(8 * pictures), batch.named)
    wanted = np.asarray([sentence.things for sentence in batch.sentences], np.int8)
    behind = np.asarray([sentence.background for sentence in batch.sentences], np.int8)
    text_labels = torch.from_numpy(_multi_hot(wanted, behind, heads.sizes))
    text_heads = functional.binary_cross_entropy_with_logits(heads.of_text(8 * texts), text_labels)

    patches = seen.last_hidden_state[:, 1:]
    colour, shape, background = batch.dense
    dense = (
        functional.cross_entropy(heads.patch_colour(patches).flatten(0, 1), colour.flatten(), ignore_index=-100)
        + functional.cross_entropy(heads.patch_shape(patches).flatten(0, 1), shape.flatten())
        + 0.5 * functional.cross_entropy(heads.patch_background(patches).flatten(0, 1), background.flatten(), ignore_index=-100)
    )
    loss = contrast + 0.6 * 8 * picture_heads + 0.3 * 8 * text_heads + phase.dense_weight * dense
    where = torch.zeros(())
    if phase.where_weight > 0:
        known = ~batch.centres[:, 0].isnan()
        where = 2 * functional.smooth_l1_loss(heads.centre(seen.pooler_output)[known], batch.centres[known], beta=0.2)
        where = where + functional.cross_entropy(heads.position(8 * pictures), batch.position, ignore_index=-100)
        loss = loss + phase.where_weight * where
    parts = {"contrast": contrast, "picture": picture_heads, "text": text_heads, "dense": dense, "where": where}
    return loss, {name: float(value.detach()) for name, value in parts.items()}


def _corpus(pictures: PictureSet) -> list[str]:
    rng = np.random.default_rng(SEED)
    return [
        sentence_about(rng, mentions_of(pictures, index), int(pictures.background[index]), full=index % 2 == 0).text
        for index in range(0, len(pictures), 2)
    ]


def save(model: CLIPModel, tokenizer: CLIPTokenizer, folder: Path) -> None:
    """Saves the model in the plain Hugging Face layout."""
    from transformers import CLIPImageProcessor, CLIPProcessor

    processor: Any = CLIPImageProcessor(
        size={"shortest_edge": HEIGHT}, crop_size={"height": HEIGHT, "width": HEIGHT}, image_mean=MEAN, image_std=STANDARD_DEVIATION
    )
    model.save_pretrained(folder, safe_serialization=True)
    CLIPProcessor(processor, tokenizer).save_pretrained(folder)
    # The processor writes `processor_config.json` only; other programs look for the file of its own.
    processor.save_pretrained(folder)


def _run(folder: Path, model: CLIPModel, tokenizer: CLIPTokenizer, pictures: PictureSet, phase: Phase) -> None:
    started = time.monotonic()
    heads = Heads(128, 64)
    optimiser = MuonAndAdamW(model, heads.parameters(), muon=phase.muon, adamw=phase.adamw, steps=phase.steps)
    rng = np.random.default_rng(SEED)
    model.train()
    for step in range(phase.steps):
        batch = make_batch(rng, pictures, heads.sizes, phase.single_word_share)
        loss, parts = loss_of(model, heads, tokenizer, batch, phase)
        loss.backward()
        optimiser.step(step)
        if step % 50 == 0:
            said = " ".join(f"{name} {value:.3f}" for name, value in parts.items())
            _log.info("%d/%d, %.0f s: %s", step, phase.steps, time.monotonic() - started, said)
        if step % 400 == 399:
            save(model, tokenizer, folder)
    with torch.no_grad():
        model.logit_scale.clamp_(max=float(np.log(60)))
    save(model, tokenizer, folder)


def train(folder: Path) -> None:
    """Trains the model phase by phase and saves it; goes on after the last phase whose result lies in `<folder>-phase-<n>`."""
    from transformers import CLIPModel, CLIPTokenizer

    torch.manual_seed(SEED)
    model: CLIPModel | None = None
    tokenizer: CLIPTokenizer | None = None
    for number, phase in enumerate(PHASES):
        last = number == len(PHASES) - 1
        result = folder if last else folder.with_name(f"{folder.name}-phase-{number + 1}")
        if last or not result.is_dir():
            pictures = training_set(number)
            if model is None or tokenizer is None:
                model, tokenizer = make_model(), make_tokenizer(_corpus(pictures))
            _run(result, model, tokenizer, pictures, phase)
        model, tokenizer = CLIPModel.from_pretrained(result), CLIPTokenizer.from_pretrained(result)
