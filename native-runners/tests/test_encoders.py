"""One suite for all encoders: what each of them promises, on a small model of its architecture, and parity at full size.

A new encoder, or a model type of the table of architectures, is a new row; what only one encoder does is tested in a file of its own.
"""

from __future__ import annotations

import gc
import shutil
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from goodclips_runners.architectures import read_families
from goodclips_runners.detect import detect
from goodclips_runners.encoder import ModelError
from goodclips_runners.encoders import load_encoder
from tests import picture_rows, sound_and_scene_rows, text_rows
from tests.encoder_row import assert_independent_of_batch, assert_told_apart, checked, cosines, damage, embed, prepare

if TYPE_CHECKING:
    from pathlib import Path

    from goodclips_runners.encoder import Encoder
    from goodclips_runners.encoders.base import Kind
    from tests.encoder_row import EncoderRow

ROWS = (*picture_rows.ROWS, *sound_and_scene_rows.ROWS, *text_rows.ROWS)
FULL_SIZE = (*sound_and_scene_rows.FULL_SIZE, *picture_rows.FULL_SIZE, *text_rows.FULL_SIZE)
SLOW = (*picture_rows.SLOW, *sound_and_scene_rows.SLOW)
KINDS: tuple[Kind, ...] = ("images", "audio", "texts", "clips")


def each(*values: tuple[EncoderRow, Any]) -> list[Any]:
    """Parameters of a row and something of it. Tests of a row run in one process, which loads its model once."""
    return [
        pytest.param(row, value, id=f"{row.name}-{str(value).replace(' ', '-')}", marks=pytest.mark.xdist_group(row.name))
        for row, value in values
    ]


ROW = pytest.mark.parametrize("row", [pytest.param(row, id=row.name, marks=pytest.mark.xdist_group(row.name)) for row in ROWS])
ROW_AND_KIND = pytest.mark.parametrize(("row", "kind"), each(*((row, kind) for row in ROWS for kind in row.items)))


@dataclass
class Models:
    """Small models that were saved and loaded in this session."""

    root: Path
    folders: dict[str, Path] = field(default_factory=dict[str, "Path"])
    encoders: dict[tuple[str, bool], Encoder] = field(default_factory=dict[tuple[str, bool], "Encoder"])

    def folder(self, row: EncoderRow) -> Path:
        if row.name not in self.folders:
            folder = self.root / row.name
            folder.mkdir()
            row.save(folder)
            self.folders[row.name] = folder
        return self.folders[row.name]

    def copy(self, row: EncoderRow, target: Path) -> Path:
        return shutil.copytree(self.folder(row), target)

    def encoder(self, row: EncoderRow, *, parity: bool = False) -> Encoder:
        key = (row.name, parity and bool(row.parity))
        if key not in self.encoders:
            self.encoders[key] = load_encoder(row.encoder, self.folder(row), row.load_options(parity=parity))
        return self.encoders[key]


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Models:
    return Models(tmp_path_factory.mktemp("models"))


def test_every_family_has_a_row() -> None:
    embedding = {name for name, family in read_families().items() if family.task == "embed"}
    assert {row.encoder for row in ROWS} == embedding
    assert len({row.name for row in (*ROWS, *FULL_SIZE, *SLOW)}) == len((*ROWS, *FULL_SIZE, *SLOW))


@ROW
def test_its_folder_is_recognised(models: Models, row: EncoderRow) -> None:
    found = detect(models.folder(row), consent_to_run_code=bool(row.options))
    # InternVideo2's code alone knows.
    assert (found.encoder, found.dimension) == (row.encoder, None if row.encoder == "internvideo2" else row.dim)
    assert row.weights in {file.path for file in found.files}


@ROW
def test_it_says_what_it_is(models: Models, row: EncoderRow) -> None:
    encoder = models.encoder(row)
    assert (encoder.dim, encoder.engine) == (row.dim, "fp32")
    assert encoder.max_batch >= 1
    assert encoder.speed is None or encoder.speed.per_second > 0
    assert encoder.preprocessing_version >= 0
    if row.parity:
        assert models.encoder(row, parity=True).preprocessing_version == 0 < encoder.preprocessing_version


@ROW_AND_KIND
def test_vectors_equal_the_reference(models: Models, row: EncoderRow, kind: Kind) -> None:
    items = row.items[kind]()
    vectors = embed(models.encoder(row, parity=True), kind, items)
    expected = row.expected(models.folder(row), kind, items)
    assert_told_apart(expected, 0.999)
    assert cosines(vectors, expected).min() >= 0.9999


@ROW_AND_KIND
def test_vectors_do_not_depend_on_batch_or_order(models: Models, row: EncoderRow, kind: Kind) -> None:
    items = list(row.items[kind]())
    encoder = models.encoder(row)
    together = embed(encoder, kind, items)
    assert_independent_of_batch(lambda batch: embed(encoder, kind, batch), items, together, alone=8)


@ROW_AND_KIND
def test_items_are_prepared_in_several_threads(models: Models, row: EncoderRow, kind: Kind) -> None:
    encoder = models.encoder(row)
    items = list(row.items[kind]())[:4]
    expected = embed(encoder, kind, items)
    with ThreadPoolExecutor(4) as pool:
        prepared = list(pool.map(lambda _: prepare(encoder, kind, items), range(8)))
    for one in prepared:
        assert cosines(checked(encoder.forward(one), len(items), row.dim), expected).min() >= 0.99999


@ROW_AND_KIND
def test_items_that_cannot_be_embedded_fail_alone(models: Models, row: EncoderRow, kind: Kind) -> None:
    encoder = models.encoder(row)
    bad = row.bad.get(kind, ())
    good = list(row.items[kind]())[:2]
    items = [*(item for item, _ in bad), *good, *(item for item, _ in bad)]
    codes = [code for _, code in bad]
    prepared = prepare(encoder, kind, items)
    after = len(bad) + len(good)
    assert {position: error.code for position, error in prepared.errors.items()} == {
        **dict(enumerate(codes)),
        **dict(enumerate(codes, start=after)),
    }
    vectors = encoder.forward(prepared)
    assert cosines(vectors[len(bad) : after], embed(encoder, kind, good)).min() >= 0.99999
    assert not vectors[: len(bad)].any()
    assert not vectors[after:].any()
    # Nothing but bad ones, and nothing at all.
    for few in (items[: len(bad)], []):
        assert encoder.forward(prepare(encoder, kind, few)).shape == (len(few), row.dim)


@pytest.mark.parametrize(("row", "kind"), each(*((row, kind) for row in ROWS for kind in KINDS if kind not in row.items)))
def test_other_kinds_are_refused_item_by_item(models: Models, row: EncoderRow, kind: Kind) -> None:
    samples: dict[str, Any] = {
        "images": picture_rows.all_pictures()[0],
        "audio": np.zeros(10, np.float32),
        "texts": ("a dog", "query"),
        "clips": sound_and_scene_rows.scenes()[0],
    }
    prepared = prepare(models.encoder(row), kind, [samples[kind]])
    assert [error.code for error in prepared.errors.values()] == ["unsupported"]
    assert not models.encoder(row).forward(prepared).any()


@pytest.mark.parametrize(("row", "how"), each(*((row, how) for row in ROWS for how in row.damages)))
def test_a_damaged_folder_is_refused(models: Models, tmp_path: Path, row: EncoderRow, how: str) -> None:
    folder = models.copy(row, tmp_path / "model")
    damage(folder, row.weights, how)
    refuse(row, folder)


@pytest.mark.parametrize(("row", "file"), each(*((row, file) for row in ROWS for file in row.needed)))
def test_a_folder_without_a_file_that_it_needs_is_refused(models: Models, tmp_path: Path, row: EncoderRow, file: str) -> None:
    folder = models.copy(row, tmp_path / "model")
    (folder / file).unlink()
    refuse(row, folder)


def refuse(row: EncoderRow, folder: Path) -> None:
    with pytest.raises(ModelError) as raised:
        load_encoder(row.encoder, folder, row.load_options())
    assert raised.value.code == "model_invalid"
    assert raised.value.remedy


@ROW
def test_it_loads_without_network(models: Models, row: EncoderRow, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = models.folder(row)

    def forbid(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", forbid)
    monkeypatch.setattr(socket, "getaddrinfo", forbid)
    kind = next(iter(row.items))
    embed(load_encoder(row.encoder, folder, row.load_options()), kind, list(row.items[kind]())[:1])


@pytest.mark.full_size
@pytest.mark.parametrize(
    "row",
    [
        *(pytest.param(row, id=row.name) for row in FULL_SIZE),
        *(pytest.param(row, id=row.name, marks=pytest.mark.slow) for row in SLOW),
    ],
)
def test_the_real_size_equals_the_reference(tmp_path: Path, row: EncoderRow) -> None:
    try:
        row.save(tmp_path)
        items: dict[Kind, list[Any]] = {kind: list(make()) for kind, make in row.items.items()}
        expected = {kind: row.expected(tmp_path, kind, some) for kind, some in items.items()}
        gc.collect()
        encoder = load_encoder(row.encoder, tmp_path, row.load_options(parity=True))
        assert encoder.dim == row.dim
        for kind, some in items.items():
            if len(some) > 1:
                assert_told_apart(expected[kind], 0.999)
            assert cosines(embed(encoder, kind, some), expected[kind]).min() >= 0.9999
    finally:
        # Large weights are not left for pytest's own cleaning, which keeps three runs.
        shutil.rmtree(tmp_path, ignore_errors=True)
