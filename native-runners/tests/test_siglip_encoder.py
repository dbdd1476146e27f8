"""What only SigLIP does: a squashed frame loses nothing, and texts are lower-cased, padded and end with their own token."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goodclips_runners.encoders.siglip import SiglipEncoder
from tests.encoder_row import cosines, load_options
from tests.picture_rows import SMALL_SIGLIP, save_siglip
from tests.picture_samples import embed_pictures, embed_texts, scene

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small-siglip")
    save_siglip(folder, {**SMALL_SIGLIP, "vocab_size": 400}, SMALL_SIGLIP)
    return folder


def test_both_edges_of_a_wide_frame_count(small: Path) -> None:
    encoder = SiglipEncoder.load(small, load_options())
    frame = scene(50, 448, 252)
    left, right = frame.copy(), frame.copy()
    left.paste((255, 0, 0), (0, 60, 60, 190))
    right.paste((255, 0, 0), (388, 60, 448, 190))
    vectors = embed_pictures(encoder, [frame, left, right])
    assert cosines(vectors[:1], vectors[1:2])[0] < 0.999
    assert cosines(vectors[:1], vectors[2:])[0] < 0.999


def test_a_long_text_keeps_its_end_token(small: Path) -> None:
    encoder = SiglipEncoder.load(small, load_options())
    tokens = encoder.tokens(["", "red", "red " * 200])
    assert tokens.shape == (3, 64)
    assert tokens[0].tolist() == [1] + [0] * 63
    assert tokens[1, -1] == 0
    assert tokens[2, -1] == 1
    assert 2 not in tokens


def test_the_case_of_a_text_does_not_count(small: Path) -> None:
    texts = embed_texts(SiglipEncoder.load(small, load_options()), ["a red circle on a table", "A RED CIRCLE on a Table"])
    assert cosines(texts[:1], texts[1:])[0] > 0.999999
