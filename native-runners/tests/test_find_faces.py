"""Faces in pictures: requests, folders, and the worker as a process of its own with the real model."""

from __future__ import annotations

import base64
import shutil
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from goodclips_runners.detect import detect
from goodclips_runners.dlib_file import DESCRIPTORS, LANDMARKS, dlib_face_files
from goodclips_runners.encoder import LoadOptions, ModelError
from goodclips_runners.face_finders.dlib_faces import DlibFaceFinder
from goodclips_runners.requests import BadRequest, FindFaces, Malformed, parse_request
from tests.faces_folder import faces_folder
from tests.runner_process import REAL, RunnerProcess

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from goodclips_runners.face_finder import Face

FOUND = faces_folder()
needs_model = pytest.mark.skipif(FOUND is None, reason="face_recognition_models cannot be fetched here")
SAME_PERSON = 0.5
"""As `electron/domain/people/group-faces.ts`."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nothing but the two files."""
    assert FOUND is not None
    model = tmp_path_factory.mktemp("faces") / "model"
    shutil.copytree(FOUND / "model", model)
    return model


@pytest.fixture(scope="module")
def finder(folder: Path) -> DlibFaceFinder:
    return DlibFaceFinder.load(folder, LoadOptions("m", "r", "cpu"))


def photograph(name: str, longest: int = 640) -> Image.Image:
    assert FOUND is not None
    picture = Image.open(FOUND / "photographs" / name).convert("RGB")
    picture.thumbnail((longest, longest))
    return picture


def only_face(finder: DlibFaceFinder, picture: Image.Image) -> Face:
    (face,) = finder.find_faces(np.asarray(picture))
    return face


def test_a_request_is_parsed_item_by_item() -> None:
    line = b'{"type":"find_faces","id":"1","items":[{"key":"0","path":"/a","offset":0,"length":9},{"key":"1"}]}'
    request = parse_request(line)
    assert isinstance(request, FindFaces)
    assert [item.key for item in request.items] == ["0", "1"]
    assert isinstance(request.items[1].source, Malformed)
    assert isinstance(parse_request(b'{"type":"find_faces","id":"1","items":{}}'), BadRequest)


def test_only_the_files_that_are_known_are_taken(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as nothing:
        dlib_face_files(tmp_path)
    assert nothing.value.code == "model_missing"
    for name in (LANDMARKS, DESCRIPTORS):
        (tmp_path / name).write_bytes(b"something else")
    with pytest.raises(ModelError) as other:
        DlibFaceFinder.load(tmp_path, LoadOptions("m", "r", "cpu"))
    assert other.value.code == "model_invalid"
    with pytest.raises(ModelError) as detected:
        detect(tmp_path)
    assert detected.value.code == "model_invalid"


@needs_model
def test_a_folder_with_the_two_files_is_known(folder: Path) -> None:
    found = detect(folder)
    assert (found.encoder, found.family.task, found.dimension) == ("dlib-faces", "find-faces", None)
    assert {file.path for file in found.files} == {LANDMARKS, DESCRIPTORS}


@needs_model
def test_people_are_told_apart(finder: DlibFaceFinder) -> None:
    names = ("obama.jpg", "obama2.jpg", "obama3.jpg", "obama_partial_face.jpg", "obama_partial_face2.jpg")
    one = [only_face(finder, photograph(name)).vector for name in names]
    other = only_face(finder, photograph("biden.jpg")).vector
    for vector in one:
        assert np.linalg.norm(vector - one[0]) < SAME_PERSON
        assert np.linalg.norm(vector - other) > SAME_PERSON + 0.1


@needs_model
def test_a_face_is_where_it_is_in_any_size(finder: DlibFaceFinder) -> None:
    picture = photograph("obama.jpg")
    canvas = Image.new("RGB", (picture.width * 2, picture.height * 2), (90, 120, 60))
    canvas.paste(picture, (picture.width, picture.height))
    alone, pasted = only_face(finder, picture), only_face(finder, canvas)
    for before, after, offset in zip(alone.box, pasted.box, (0.5, 0.5, 0, 0), strict=True):
        assert abs(offset + before / 2 - after) < 0.03
    small = only_face(finder, photograph("obama.jpg", 320))
    assert np.linalg.norm(small.vector - alone.vector) < SAME_PERSON


@needs_model
@pytest.mark.parametrize("size", [(1, 1), (4096, 2), (2, 4096), (4096, 4096), (640, 360)])
def test_pictures_without_a_face_have_none(finder: DlibFaceFinder, size: tuple[int, int]) -> None:
    assert finder.find_faces(np.asarray(Image.effect_noise(size, 60).convert("RGB"))) == []


@pytest.fixture
def runner(folder: Path, tmp_path: Path) -> Iterator[RunnerProcess]:
    words = ["--model-dir", str(folder), "--model", "m", "--revision", "r", "--encoder", "dlib-faces", "--device", "cpu"]
    with RunnerProcess(words, program=REAL, log=tmp_path / "log") as process:
        yield process


@needs_model
def test_each_picture_succeeds_or_fails_alone(runner: RunnerProcess, tmp_path: Path) -> None:
    ready = runner.of_type("ready")
    assert (ready["dim"], ready["maxBatch"], ready["engine"]) == (None, 1, "fp32")
    path = tmp_path / "pictures"
    photograph("obama.jpg").save(tmp_path / "one.jpg", "JPEG", quality=90)
    packed = (tmp_path / "one.jpg").read_bytes()
    path.write_bytes(b"not a jpeg" + packed)
    good: dict[str, Any] = {"key": "1", "path": str(path), "offset": 10, "length": len(packed)}
    bad: dict[str, Any] = {"key": "0", "path": str(path), "offset": 0, "length": 10}
    runner.send({"type": "find_faces", "id": "a", "items": [bad, good]})
    first, second = runner.answer("a")["items"]
    assert (first["key"], first["error"]["code"]) == ("0", "unreadable")
    (face,) = second["faces"]
    assert all(0 <= part <= 1 for part in face["box"])
    vector = np.frombuffer(base64.b64decode(face["vector"]), dtype="<f4")
    assert vector.shape == (128,)
    assert np.isfinite(vector).all()
    runner.send({"type": "read_text", "id": "b", "items": [good]})
    assert runner.answer("b")["items"][0]["error"]["code"] == "unsupported"
