"""Trains `demo-clap`: sounds and words in one space (`ClapModel`, 800,000 parameters)."""

from __future__ import annotations

import copy
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from demo.clap_model import Heads, Parts, make_model, make_tokenizer
from demo.clip_model import contrastive_loss
from demo.optimiser import MuonAndAdamW
from demo.sound_set import (
    ANY,
    SoundScene,
    feature_extractor,
    joined,
    random_scene,
    sibling_scenes,
    sound_sentence,
    training_pieces,
)
from demo.sounds import all_sounds

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.random import Generator
    from numpy.typing import NDArray
    from transformers import ClapModel, RobertaTokenizer

_log = logging.getLogger(__name__)

SEED = 20_262
GROUPS_PER_STEP = 6
TIME_STEPS = 32
"""Of the audio tower's last layer over ten seconds."""


@dataclass(frozen=True)
class Phase:
    """One of the phases of the training; heads and optimiser begin anew in each.

    Attributes:
        steps: How many steps.
        muon: Learning rate of Muon.
        adamw: Learning rate of AdamW.
        full_weight: Share of the full sentences in the contrastive loss; None counts all sentences alike.
        reversed_first: Whether every group holds a pair of sounds and the same pair reversed.
        ends_share: See `sound_sentence`.
        shared_heads: Whether one set of heads names the sounds of scenes and of sentences, so that both mean the same by a direction.
        composed_weight: Weight of the loss by which a vector is the sum of what comes first and what comes second (see `Parts`).
        places: Whether the labels per time step tell a sound that comes first from the same one coming second.
        averaged: Whether the result is the mean of the weights before and after the phase.
        pieces_seed: Of the pieces of sound.
    """

    steps: int
    muon: float
    adamw: float
    full_weight: float | None
    reversed_first: bool
    ends_share: float = 0.0
    shared_heads: bool = False
    composed_weight: float = 0.0
    places: bool = False
    averaged: bool = False
    pieces_seed: int = SEED


PHASES = (
    Phase(steps=1_100, muon=1e-2, adamw=3e-3, full_weight=None, reversed_first=False),
    Phase(steps=350, muon=7e-3, adamw=1.5e-3, full_weight=0.75, reversed_first=True),
    # Pairs as what they are made of: without this, pairs that were never heard are less sure.
    Phase(steps=220, muon=8e-3, adamw=2e-3, full_weight=0.6, reversed_first=True, ends_share=0.7, shared_heads=True, averaged=True),
    # All pairs that were heard are found by now. What is left of a vector beside the sum of its two sounds is learnt by heart and says
    # nothing about other pairs.
    Phase(
        steps=240,
        muon=8e-3,
        adamw=2e-3,
        full_weight=0.6,
        reversed_first=True,
        ends_share=0.5,
        shared_heads=True,
        composed_weight=8.0,
        places=True,
        averaged=True,
        pieces_seed=SEED + 3,
    ),
)


def _is_true(named: SoundScene, scene: SoundScene) -> bool:
    if named.second == ANY:
        return scene.second >= 0 and named.first == scene.first
    if named.first == ANY:
        return named.second == scene.second
    if named.second >= 0:
        return named == scene
    return named.first in (scene.first, scene.second)


def sentence_matches(named: list[SoundScene], scenes: list[SoundScene]) -> NDArray[np.bool_]:
    """Which sentence is true of which scene [sentences, scenes]: a sound named alone may come first or second."""
    return np.asarray([[_is_true(one, scene) for scene in scenes] for one in named])


def batch_scenes(rng: Generator, phase: Phase) -> list[SoundScene]:
    """One step's scenes: groups that are easily mistaken for one another."""
    scenes: list[SoundScene] = []
    for _ in range(GROUPS_PER_STEP):
        group = sibling_scenes(rng)
        while phase.reversed_first and len(scenes) < 4 * GROUPS_PER_STEP - 4 and group[1] != SoundScene(group[0].second, group[0].first):
            group = sibling_scenes(rng)
        scenes += group
    while len(scenes) < 4 * GROUPS_PER_STEP:
        scenes.append(random_scene(rng))
    return scenes


@dataclass(frozen=True)
class Batch:
    """One step's scenes: their log-mel frames, the sound in each frame, and 2 n sentences (i and n + i are about scene i)."""

    scenes: list[SoundScene]
    made: list[tuple[NDArray[np.float32], NDArray[np.int64]]]
    said: list[tuple[str, SoundScene]]


def make_batch(rng: Generator, pieces: NDArray[np.float32], phase: Phase) -> Batch:
    """Draws one step's batch."""
    scenes = batch_scenes(rng, phase)
    made = [joined(rng, pieces, scene) for scene in scenes]
    said = [sound_sentence(rng, scene, full=full, ends_share=phase.ends_share) for full in (True, False) for scene in scenes]
    return Batch(scenes, made, said)


def loss_of(
    rng: Generator, model: ClapModel, heads: Heads, parts: Parts, tokenizer: RobertaTokenizer, pieces: NDArray[np.float32], phase: Phase
) -> tuple[Tensor, dict[str, float]]:
    """The loss of one step, and its parts for the log."""
    batch = make_batch(rng, pieces, phase)
    scenes, made = batch.scenes, batch.made
    mels = torch.from_numpy(np.stack([mel for mel, _ in made]))[:, None]
    heard = model.audio_model(input_features=mels)
    sounds = functional.normalize(model.audio_projection(heard.pooler_output), dim=-1)
    tokens = tokenizer([text for text, _ in batch.said], padding=True, return_tensors="pt")
    read = model.text_model(input_ids=tokens["input_ids"], attention_mask=tokens["attention_mask"])
    texts = functional.normalize(model.text_projection(read.pooler_output), dim=-1)

    matches = torch.from_numpy(sentence_matches([named for _, named in batch.said], scenes))
    logits = model.logit_scale_t.exp().clamp(max=60) * texts @ sounds.T
    if phase.full_weight is None:
        contrast = 0.5 * contrastive_loss(logits, matches) + 0.5 * contrastive_loss(logits.T, matches.T)
    else:
        contrast = torch.zeros(())
        for rows, weight in ((slice(None, len(scenes)), phase.full_weight), (slice(len(scenes), None), 1 - phase.full_weight)):
            part, right = logits[rows], matches[rows]
            contrast = contrast + weight * (contrastive_loss(part, right) + contrastive_loss(part.T, right.T))

    first = torch.tensor([scene.first for scene in scenes])
    second = torch.tensor([scene.second if scene.second >= 0 else heads.sounds for scene in scenes])
    named = functional.cross_entropy(heads.first(8 * sounds), first) + functional.cross_entropy(heads.second(8 * sounds), second)
    full_texts = texts[: len(scenes)]
    text_first, text_second = (heads.first, heads.second) if phase.shared_heads else (heads.text_first, heads.text_second)
    text = functional.cross_entropy(text_first(8 * full_texts), first) + functional.cross_entropy(text_second(8 * full_texts), second)

    steps = np.linspace(0, len(made[0][1]) - 1, 2 * TIME_STEPS + 1)[1::2].astype(int)
    labels = torch.from_numpy(np.stack([label[steps] for _, label in made]))
    if phase.places:
        labels = labels + heads.sounds * (labels == second[:, None])
    labels = torch.where(labels < 0, 2 * heads.sounds, labels)
    # [n, channels, frequencies, time] → [n, time, channels × frequencies]
    dense_states = heard.last_hidden_state.permute(0, 3, 1, 2).flatten(2)
    dense = functional.cross_entropy(heads.dense(dense_states).flatten(0, 1), labels.flatten())

    composed = parts(sounds, scenes) + parts(full_texts, scenes)

    loss = contrast + 0.6 * named + 0.3 * text + 0.7 * dense + phase.composed_weight * composed
    said = {"contrast": contrast, "named": named, "text": text, "dense": dense, "composed": composed}
    return loss, {name: float(value.detach()) for name, value in said.items()}


def _corpus() -> list[str]:
    rng = np.random.default_rng(SEED)
    return [sound_sentence(rng, random_scene(rng), full=True)[0] for _ in range(4_000)]


def save(model: ClapModel, tokenizer: RobertaTokenizer, folder: Path) -> None:
    """Saves the model in the plain Hugging Face layout."""
    from transformers import ClapProcessor

    extractor = feature_extractor()
    model.save_pretrained(folder, safe_serialization=True)
    ClapProcessor(extractor, tokenizer).save_pretrained(folder)
    extractor.save_pretrained(folder)


def _run(folder: Path, model: ClapModel, tokenizer: RobertaTokenizer, pieces: NDArray[np.float32], phase: Phase) -> None:
    started = time.monotonic()
    heads = Heads(128, 128, len(all_sounds()))
    parts = Parts(model, tokenizer)
    extra = [*heads.parameters(), *(parts.parameters() if phase.composed_weight else ())]
    optimiser = MuonAndAdamW(model, extra, muon=phase.muon, adamw=phase.adamw, steps=phase.steps)
    rng = np.random.default_rng(SEED)
    model.train()
    # Statistics of the data set, not of a batch.
    model.audio_model.audio_encoder.batch_norm.eval()
    for step in range(phase.steps):
        loss, losses = loss_of(rng, model, heads, parts, tokenizer, pieces, phase)
        loss.backward()
        optimiser.step(step)
        if step % 50 == 0:
            said = " ".join(f"{name} {value:.3f}" for name, value in losses.items())
            _log.info("%d/%d, %.0f s: %s", step, phase.steps, time.monotonic() - started, said)
        if step % 100 == 99:
            save(model, tokenizer, folder)
    with torch.no_grad():
        model.logit_scale_t.clamp_(max=float(np.log(60)))
        model.logit_scale_a.copy_(model.logit_scale_t)
    save(model.eval(), tokenizer, folder)


def mean_of(first: ClapModel, second: ClapModel) -> ClapModel:
    """The mean of two models' weights, which meets unheard pairs better than either (Izmailov et al. 2018, arXiv:1803.05407)."""
    mean = copy.deepcopy(second).eval()
    others = dict(first.named_parameters())
    with torch.no_grad():
        for name, parameter in mean.named_parameters():
            parameter.add_(others[name]).mul_(0.5)
    return mean


def train(folder: Path) -> None:
    """Trains the model phase by phase and saves it; goes on after the last phase whose result lies in `<folder>-phase-<n>`."""
    from transformers import ClapModel, RobertaTokenizer

    torch.manual_seed(SEED)
    pieces = training_pieces(SEED)
    seed = SEED
    model, tokenizer = make_model(pieces), make_tokenizer(_corpus())
    for number, phase in enumerate(PHASES):
        last = number == len(PHASES) - 1
        result = folder if last else folder.with_name(f"{folder.name}-phase-{number + 1}")
        if last or not result.is_dir():
            if phase.pieces_seed != seed:
                seed = phase.pieces_seed
                pieces = training_pieces(seed)
            trained = copy.deepcopy(model)
            _run(result, trained, tokenizer, pieces, phase)
            if phase.averaged:
                save(mean_of(model, trained), tokenizer, result)
        model, tokenizer = ClapModel.from_pretrained(result), RobertaTokenizer.from_pretrained(result)
