"""Trains `demo-clip`: pictures and words in one space (`CLIPModel`, 390,000 parameters)."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from demo.clip_batch import Batch, make_batch, mentions_of, multi_hot
from demo.clip_model import MEAN, STANDARD_DEVIATION, Heads, contrastive_loss, make_model, make_tokenizer
from demo.optimiser import MuonAndAdamW
from demo.picture_set import HEIGHT, PictureSet, picture_set
from demo.sentences import sentence_about

if TYPE_CHECKING:
    from pathlib import Path

    from transformers import CLIPModel, CLIPTokenizer

_log = logging.getLogger(__name__)

SEED = 20_261
PARTS = 4


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
    text_labels = torch.from_numpy(multi_hot(wanted, behind, heads.sizes))
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
