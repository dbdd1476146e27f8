"""Measures of retrieval, and the held-out examples that they are taken on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from demo.caption_set import Meaning, caption_is_held_out, caption_text, other_ways, random_meaning, random_ways
from demo.held_out import held_out_pairs, picture_is_held_out, sounds_are_held_out
from demo.pictures import Scene, draw_backdrop_of, names_of, random_labels, thing_of
from demo.sentences import Mention, plain_sentence
from demo.sound_set import SoundScene
from demo.sounds import all_sounds

if TYPE_CHECKING:
    from numpy.typing import NDArray

EVALUATION_SEED = 777


def recall_at_1(similar: NDArray[np.float32]) -> float:
    """Share of the rows whose largest value is on the diagonal."""
    return float((similar.argmax(1) == np.arange(len(similar))).mean())


def precision_at(similar: NDArray[np.float32], relevant: NDArray[np.bool_], count: int) -> float:
    """Mean share of relevant columns among the `count` largest of each row; leave out rows with fewer relevant ones."""
    best = np.argsort(-similar, axis=1)[:, :count]
    return float(np.take_along_axis(relevant, best, 1).mean())


def held_out_scenes(count: int, seed: int = EVALUATION_SEED) -> list[Scene]:
    """Scenes of one object that training never showed, no two with the same labels.

    Half of them show a colour × shape pair that training never showed at all. Neighbours differ in colour and background, so that the
    cut between them is plain.
    """
    rng = np.random.default_rng(seed)
    pairs = sorted(held_out_pairs())
    seen: set[tuple[str, ...]] = set()
    scenes: list[Scene] = []
    previous: dict[str, str] = {}
    while len(scenes) < count:
        labels = random_labels(rng)
        if len(scenes) % 2 == 0:
            labels["colour"], labels["shape"] = pairs[int(rng.integers(len(pairs)))]
        key = tuple(labels.values())
        fresh = key not in seen and labels["colour"] != previous.get("colour") and labels["background"] != previous.get("background")
        if not fresh or not picture_is_held_out(**labels):
            continue
        seen.add(key)
        previous = labels
        thing = thing_of(rng, labels["colour"], labels["shape"], labels["size"], labels["position"])
        scenes.append(Scene(draw_backdrop_of(rng, labels["background"]), (thing,), labels=labels))
    return scenes


def sentence_of(scene: Scene) -> str:
    """The plain full sentence about a scene of one object."""
    labels = scene.labels
    numbers = [names_of(factor).index(labels[name]) for factor, name in (("colours", "colour"), ("shapes", "shape"))]
    numbers += [names_of(factor).index(labels[name]) for factor, name in (("sizes", "size"), ("positions", "position"))]
    mention: Mention = (numbers[0], numbers[1], numbers[2], numbers[3])
    return plain_sentence([mention], names_of("backgrounds").index(labels["background"]))


def short_queries(colours: list[str], shapes: list[str], least: int = 10) -> list[tuple[str, NDArray[np.bool_]]]:
    """Short queries such as `red circle` and which scenes each one means; those that mean fewer than `least` are left out.

    Args:
        colours: Colour of each scene's object.
        shapes: Its shape.
        least: Fewest scenes that a query must mean.

    Returns:
        Queries of one colour, of one shape, and of both.
    """
    queries: list[tuple[str, NDArray[np.bool_]]] = []
    colour_of, shape_of = np.asarray(colours), np.asarray(shapes)
    for colour in names_of("colours"):
        queries.append((colour, colour_of == colour))
        queries += [(f"{colour} {shape}", (colour_of == colour) & (shape_of == shape)) for shape in names_of("shapes")]
    queries += [(shape, shape_of == shape) for shape in names_of("shapes")]
    return [(text, relevant) for text, relevant in queries if relevant.sum() >= least]


def similar_scenes(vectors: NDArray[np.float32], labels: list[dict[str, str]]) -> dict[str, float]:
    """In which share of the scenes the nearest other one has the same colour, shape, motion, and all three (`kind`)."""
    similar = vectors @ vectors.T
    np.fill_diagonal(similar, -2)
    nearest = similar.argmax(1)
    same = {
        factor: np.asarray([labels[i][factor] == labels[int(j)][factor] for i, j in enumerate(nearest)])
        for factor in ("colour", "shape", "motion")
    }
    shares = {factor: float(values.mean()) for factor, values in same.items()}
    return {**shares, "kind": float((same["colour"] & same["shape"] & same["motion"]).mean())}


def held_out_sounds() -> list[SoundScene]:
    """All ordered pairs of sounds that training never played."""
    names = [sound.name for sound in all_sounds()]
    return [
        SoundScene(first, second)
        for first in range(len(names))
        for second in range(len(names))
        if sounds_are_held_out(names[first], names[second])
    ]


def held_out_captions(count: int, seed: int = EVALUATION_SEED) -> list[tuple[str, str]]:
    """Captions whose meaning training never showed, each with a paraphrase that says every part in another way."""
    rng = np.random.default_rng(seed)
    seen: set[Meaning] = set()
    found: list[tuple[str, str]] = []
    while len(found) < count:
        meaning = random_meaning(rng)
        if meaning in seen or not caption_is_held_out(meaning):
            continue
        seen.add(meaning)
        ways = random_ways(rng)
        caption = caption_text(meaning, ways, int(rng.integers(3)))
        found.append((caption, caption_text(meaning, other_ways(rng, ways), int(rng.integers(3)))))
    return found
