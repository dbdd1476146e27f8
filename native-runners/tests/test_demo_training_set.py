"""No held-out combination enters training: checked over the labels of all that the training shows, plays and says."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from demo import train_captions, train_clap, train_clip
from demo.caption_set import caption_is_held_out
from demo.held_out import held_out_pairs, motion_is_held_out, picture_is_held_out, sounds_are_held_out
from demo.picture_set import training_pictures
from demo.pictures import names_of
from demo.scene_set import held_out_kinds, training_kinds
from demo.sound_set import PIECE_FRAMES, VARIANTS, training_scenes
from demo.sounds import all_sounds
from demo.vocabulary import vocabulary

Report = Callable[[str], None]


def test_what_is_held_out_depends_on_names_only() -> None:
    pairs = held_out_pairs()
    assert len(pairs) == 8
    assert len({colour for colour, _ in pairs}) == len({shape for _, shape in pairs}) == 8
    factors = [names_of(factor) for factor in ("colours", "shapes", "sizes", "positions", "backgrounds")]
    tuples = list(product(*factors))
    others = [labels for labels in tuples if (labels[0], labels[1]) not in pairs]
    share = sum(picture_is_held_out(*labels) for labels in others) / len(others)
    assert 0.18 < share < 0.22
    assert all(picture_is_held_out(*labels) for labels in tuples if (labels[0], labels[1]) in pairs)


@pytest.mark.parametrize("phase", range(len(train_clip.PHASES)))
def test_training_pictures(phase: int, report: Report) -> None:
    seen: set[tuple[str | None, ...]] = set()
    pictures = 0
    colours = {value.name: np.asarray(value.rgb) for value in vocabulary().colours}
    for part in range(train_clip.PARTS):
        seed = train_clip.SEED + 100 * phase + part
        for scene, _ in training_pictures(seed, train_clip.PHASES[phase].pairs_per_part, train_clip.picture_phase(phase)):
            pictures += 1
            for thing in scene.things:
                seen.add((thing.colour, thing.shape, thing.size, thing.position, scene.backdrop.pattern))
                if thing.colour is None:
                    # An odd colour is far from any that would make a held-out pair with the shape.
                    near = [name for name, rgb in colours.items() if np.linalg.norm(rgb - np.asarray(thing.rgb)) <= 110]
                    assert not {(name, thing.shape) for name in near} & held_out_pairs()
    named = [labels for labels in seen if labels[0] is not None]
    assert not {(colour, shape) for colour, shape, *_ in named} & held_out_pairs()
    placed = [labels for labels in named if labels[3] is not None]
    shown = [labels for labels in placed if picture_is_held_out(*(str(label) for label in labels))]
    assert shown == []
    report(f"{pictures:,} training pictures of phase {phase + 1}: {len(placed):,} placed combinations, none held out")
    assert pictures == 2 * train_clip.PARTS * train_clip.PHASES[phase].pairs_per_part


def test_training_sounds(report: Report) -> None:
    names = [sound.name for sound in all_sounds()]
    # The choices do not depend on what the pieces hold.
    pieces = np.zeros((len(names), VARIANTS, PIECE_FRAMES, 1), np.float32)
    played: set[tuple[str, str]] = set()
    for phase in train_clap.PHASES:
        rng = np.random.default_rng(train_clap.SEED)
        for _ in range(phase.steps):
            for scene in train_clap.make_batch(rng, pieces, phase).scenes:
                if scene.second >= 0:
                    played.add((names[scene.first], names[scene.second]))
    assert [pair for pair in played if sounds_are_held_out(*pair)] == []
    named = {(names[scene.first], names[scene.second]) for scene in training_scenes() if scene.second >= 0}
    assert played <= named
    assert [pair for pair in named if sounds_are_held_out(*pair)] == []
    held_out = [pair for pair in product(names, names) if sounds_are_held_out(*pair)]
    report(f"{len(played)} ordered pairs of sounds in training, {len(held_out)} held out, none of them played")
    assert len(played) + len(held_out) == len(names) * (len(names) - 1)


def test_training_captions(report: Report) -> None:
    rng = np.random.default_rng(train_captions.SEED)
    meanings = {meaning for _ in range(train_captions.STEPS) for meaning in train_captions.make_batch(rng)[0]}
    assert [meaning for meaning in meanings if caption_is_held_out(meaning)] == []
    report(f"{len(meanings):,} meanings in training, none held out")


def test_training_scenes_of_likeness(report: Report) -> None:
    assert not [kind for kind in training_kinds() if motion_is_held_out(kind.colour, kind.shape, kind.motion)]
    assert not set(training_kinds()) & set(held_out_kinds())
    report(f"{len(training_kinds())} kinds of scenes in training, {len(held_out_kinds())} held out")
