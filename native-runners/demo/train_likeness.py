"""Trains `demo-likeness`: scenes that are alike (`InternVLVisionModel`; class tokens of the frames, averaged)."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from demo.clip_model import contrastive_loss, grid_positions, patch_filters
from demo.optimiser import MuonAndAdamW
from demo.picture_set import HEIGHT
from demo.pictures import names_of
from demo.scene_set import FRAMES, Kind, SceneSet, scene_set, training_kinds

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.random import Generator
    from transformers import InternVLVisionModel

_log = logging.getLogger(__name__)

SEED = 20_264
INSTANCES = 7
KINDS_PER_STEP = 12
WIDTH = 96
MEAN = (0.485, 0.456, 0.406)
STANDARD_DEVIATION = (0.229, 0.224, 0.225)
"""Of ImageNet, as OpenGVLab/InternVL3_5-2B-HF has them."""
FACTORS = ("colours", "shapes", "motions", "backgrounds")


@dataclass(frozen=True)
class Phase:
    """One of the two phases of the training; heads and optimiser begin anew in each.

    Attributes:
        steps: How many steps.
        weights: Of the heads, in the order of `FACTORS`.
        one_colour: Whether every other step compares kinds of one colour only, so that shape and motion must tell.
    """

    steps: int
    weights: tuple[float, float, float, float]
    one_colour: bool


PHASES = (
    Phase(steps=700, weights=(1.0, 1.0, 1.0, 0.3), one_colour=False),
    Phase(steps=600, weights=(0.7, 1.5, 1.5, 0.2), one_colour=True),
)


def make_model() -> InternVLVisionModel:
    """Makes the untrained model; `use_mean_pooling` as the real one, so that there is no final norm."""
    from transformers import InternVLVisionConfig, InternVLVisionModel

    config = InternVLVisionConfig(
        hidden_size=WIDTH,
        intermediate_size=3 * WIDTH,
        num_hidden_layers=4,
        num_attention_heads=3,
        image_size=[HEIGHT, HEIGHT],
        patch_size=[8, 8],
        attention_bias=True,
        layer_scale_init_value=0.5,
        use_mean_pooling=True,
    )
    model = InternVLVisionModel(config)
    with torch.no_grad():
        embeddings: Any = model.embeddings
        embeddings.patch_embeddings.projection.weight.copy_(patch_filters(WIDTH, 8))
        embeddings.position_embeddings.copy_(0.25 * grid_positions(WIDTH, HEIGHT // 8)[None])
    return model


class Heads(nn.Module):
    """Linear heads that name factors during training; none of them is saved."""

    def __init__(self, width: int) -> None:
        """Makes the heads."""
        super().__init__()
        self.of_scene = nn.ModuleList([nn.Linear(width, len(names_of(factor))) for factor in FACTORS])
        self.patch_colour = nn.Linear(width, len(names_of("colours")) + 1)
        self.patch_shape = nn.Linear(width, len(names_of("shapes")) + 1)
        self.scale = nn.Parameter(torch.tensor(float(np.log(1 / 0.07))))


def _kinds_of_a_step(rng: Generator, kinds: list[Kind], one_colour: bool) -> list[int]:
    """Kinds of which many differ from another one in a single factor; or all of one colour."""
    if one_colour:
        colour = kinds[int(rng.integers(len(kinds)))].colour
        alike = [index for index, kind in enumerate(kinds) if kind.colour == colour]
        return [int(index) for index in rng.permutation(alike)[:KINDS_PER_STEP]]
    chosen: list[int] = []
    while len(chosen) < KINDS_PER_STEP:
        first = kinds[int(rng.integers(len(kinds)))]
        near = [
            index
            for index, kind in enumerate(kinds)
            if (kind.colour == first.colour) + (kind.shape == first.shape) + (kind.motion == first.motion) >= 2
        ]
        for index in rng.permutation(near)[:3]:
            if int(index) not in chosen and len(chosen) < KINDS_PER_STEP:
                chosen.append(int(index))
    return chosen


def loss_of(
    rng: Generator, model: InternVLVisionModel, heads: Heads, scenes: SceneSet, phase: Phase, step: int
) -> tuple[Tensor, dict[str, float]]:
    """The loss of one step, and its parts for the log."""
    chosen = np.repeat(_kinds_of_a_step(rng, scenes.kinds, phase.one_colour and step % 2 == 0), 2)
    instance = np.concatenate([rng.choice(scenes.frames.shape[1], 2, replace=False) for _ in range(KINDS_PER_STEP)])
    frames = torch.from_numpy(scenes.frames[chosen, instance]).flatten(0, 1).permute(0, 3, 1, 2).float() / 255
    pixels = (frames - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STANDARD_DEVIATION)[:, None, None]
    states = model(pixel_values=pixels).last_hidden_state
    # As the app does it: class tokens of the frames, averaged, unit length.
    vectors = functional.normalize(states[:, 0].unflatten(0, (-1, FRAMES)).mean(1), dim=-1)

    logits = heads.scale.exp().clamp(max=40) * vectors @ vectors.T
    same = torch.from_numpy(chosen[:, None] == chosen[None])
    itself = torch.eye(len(chosen), dtype=torch.bool)
    contrast = contrastive_loss(logits.masked_fill(itself, -1e4), same & ~itself)

    kinds = [scenes.kinds[int(index)] for index in chosen]
    numbers = {factor: {name: index for index, name in enumerate(names_of(factor))} for factor in FACTORS}
    labels = {
        "colours": torch.tensor([numbers["colours"][kind.colour] for kind in kinds]),
        "shapes": torch.tensor([numbers["shapes"][kind.shape] for kind in kinds]),
        "motions": torch.tensor([numbers["motions"][kind.motion] for kind in kinds]),
        "backgrounds": torch.from_numpy(scenes.background[chosen, instance]),
    }
    named = torch.zeros(())
    for factor, head, weight in zip(FACTORS, heads.of_scene, phase.weights, strict=True):
        named = named + weight * functional.cross_entropy(head(10 * vectors), labels[factor])

    covered = torch.from_numpy(scenes.covered[chosen, instance]).flatten(2)
    patches = states[:, 1:]
    dense = torch.zeros(())
    for head, factor in ((heads.patch_colour, "colours"), (heads.patch_shape, "shapes")):
        wanted = torch.where(covered, labels[factor][:, None, None], len(numbers[factor]))
        dense = dense + functional.cross_entropy(head(patches).flatten(0, 1), wanted.flatten())
    loss = contrast + 0.6 * named + 0.7 * dense
    parts = {"contrast": contrast, "named": named, "dense": dense}
    return loss, {name: float(value.detach()) for name, value in parts.items()}


def save(model: InternVLVisionModel, folder: Path) -> None:
    """Saves the tower in the plain Hugging Face layout."""
    from transformers import GotOcr2ImageProcessor

    # The image processor of OpenGVLab/InternVL3_5-2B-HF, squashing to a square, without cutting into patches.
    processor: Any = GotOcr2ImageProcessor(
        size={"height": HEIGHT, "width": HEIGHT}, image_mean=MEAN, image_std=STANDARD_DEVIATION, crop_to_patches=False
    )
    model.save_pretrained(folder, safe_serialization=True)
    processor.save_pretrained(folder)


def _run(folder: Path, model: InternVLVisionModel, scenes: SceneSet, phase: Phase) -> None:
    started = time.monotonic()
    heads = Heads(WIDTH)
    optimiser = MuonAndAdamW(model, heads.parameters(), muon=1e-2, adamw=3e-3, steps=phase.steps)
    rng = np.random.default_rng(SEED)
    model.train()
    for step in range(phase.steps):
        loss, parts = loss_of(rng, model, heads, scenes, phase, step)
        loss.backward()
        optimiser.step(step)
        if step % 50 == 0:
            said = " ".join(f"{name} {value:.3f}" for name, value in parts.items())
            _log.info("%d/%d, %.0f s: %s", step, phase.steps, time.monotonic() - started, said)
        if step % 200 == 199:
            save(model, folder)
    save(model.eval(), folder)


def train(folder: Path) -> None:
    """Trains the model in two phases and saves it; goes on from `<folder>-phase-1` where that is there."""
    from transformers import InternVLVisionModel

    torch.manual_seed(SEED)
    scenes = scene_set(SEED, training_kinds(), INSTANCES)
    between = folder.with_name(f"{folder.name}-phase-1")
    if not between.is_dir():
        _run(between, make_model(), scenes, PHASES[0])
    _run(folder, InternVLVisionModel.from_pretrained(between), scenes, PHASES[1])
