"""Text in pictures: requests, folders, and the worker as a process of its own with the real model."""

from __future__ import annotations

import io
import shutil
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from goodclips_runners.detect import detect
from goodclips_runners.encoder import LoadOptions, ModelError
from goodclips_runners.onnx_file import pp_ocr_files
from goodclips_runners.requests import BadRequest, Malformed, ReadText, parse_request
from goodclips_runners.scripts import reads_script
from goodclips_runners.text_reader import UnreadScript
from goodclips_runners.text_readers.pp_ocr_onnx import PaddleTextReader
from tests.pp_ocr_folder import packaged_pp_ocr
from tests.runner_process import REAL, RunnerProcess

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES = packaged_pp_ocr()
needs_model = pytest.mark.skipif(FILES is None, reason="the package rapidocr brings no PP-OCRv6 here")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Nothing but the two files."""
    model = tmp_path / "model"
    model.mkdir()
    assert FILES is not None
    for file in FILES:
        shutil.copyfile(file, model / file.name)
    return model


def picture(*lines: str, size: tuple[int, int] = (640, 360)) -> Image.Image:
    image = Image.new("RGB", size, (30, 60, 90))
    for index, line in enumerate(lines):
        ImageDraw.Draw(image).text((40, 60 + index * 60), line, fill="white", font_size=36)
    return image


def test_a_request_is_parsed_item_by_item() -> None:
    line = b'{"type":"read_text","id":"1","items":[{"key":"0","path":"/a","offset":0,"length":9},{"key":"1"}]}'
    request = parse_request(line)
    assert isinstance(request, ReadText)
    assert [item.key for item in request.items] == ["0", "1"]
    assert isinstance(request.items[1].source, Malformed)
    assert isinstance(parse_request(b'{"type":"read_text","id":"1","items":{}}'), BadRequest)


def test_a_folder_needs_one_model_of_each_kind(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as nothing:
        pp_ocr_files(tmp_path)
    assert nothing.value.code == "model_missing"
    (tmp_path / "x_det_y.onnx").write_bytes(b"\x80\x04 a pickle" + bytes(2000))
    (tmp_path / "x_rec_y.onnx").write_bytes(b"\x08\x07" + bytes(2000))
    with pytest.raises(ModelError) as other:
        pp_ocr_files(tmp_path)
    assert other.value.code == "model_invalid"
    (tmp_path / "x_det_y.onnx").write_bytes(b"\x08\x07" + bytes(2000))
    found = detect(tmp_path)
    assert (found.encoder, found.family.task, found.dimension) == ("pp-ocr-onnx", "read-text", None)
    with pytest.raises(ModelError) as broken:
        PaddleTextReader.load(tmp_path, LoadOptions("m", "r", "cpu"))
    assert broken.value.code == "model_invalid"


@needs_model
def test_lines_come_with_their_places(folder: Path) -> None:
    reader = PaddleTextReader.load(folder, LoadOptions("m", "r", "cpu"))
    lines = reader.read_lines(np.asarray(picture("Hello harbour", "Second line 42")))
    assert [line.text for line in lines] == ["Hello harbour", "Second line 42"]
    for index, line in enumerate(lines):
        x, y, width, height = line.box
        assert line.probability > 0.9
        assert abs(x - 40 / 640) < 0.03
        assert abs(y + height / 2 - (60 + 22 + index * 60) / 360) < 0.05
        assert 0.2 < width < 0.6
    assert reader.read_lines(np.asarray(picture())) == []


@needs_model
@pytest.mark.parametrize("size", [(1, 1), (4096, 2), (2, 4096), (4096, 4096)])
def test_pictures_of_any_shape_are_read(folder: Path, size: tuple[int, int]) -> None:
    reader = PaddleTextReader.load(folder, LoadOptions("m", "r", "cpu"))
    assert reader.read_lines(np.asarray(picture(size=size))) == []


@needs_model
def test_the_script_picks_what_recognises(folder: Path) -> None:
    """A second model: the same with the Greek letters of its alphabet named as Cyrillic ones, of as many bytes."""
    original = folder / "PP-OCRv6_rec_small.onnx"
    data = bytearray(original.read_bytes())
    at = data.rfind(b"character")
    assert at > 0
    greek = "αβγδεζηθικλμνξοπρστυφχψω"
    for index, letter in enumerate(greek):
        data[at:] = data[at:].replace(f"\n{letter}\n".encode(), f"\n{chr(0x430 + index)}\n".encode(), 1)
    # It knows fewer letters than the other one: Japanese ones are taken out.
    for code in range(0x3041, 0x3091):
        data[at:] = data[at:].replace(f"\n{chr(code)}\n".encode(), b"\n\xe2\x96\xa0\n", 1)
    special = folder / "cyrillic_rec_small.onnx"
    special.write_bytes(bytes(data))
    assert [file.path for file in detect(folder).files] == ["PP-OCRv6_det_small.onnx", original.name, special.name]
    reader = PaddleTextReader.load(folder, LoadOptions("m", "r", "cpu"))
    # Another picture than that of Latin letters would need letters that Pillow's own font lacks.
    image = np.asarray(picture("Hello harbour"))
    for script in (None, "Latn", "Grek", "Hans", "Cyrl"):
        assert [line.text for line in reader.read_lines(image, script)] == ["Hello harbour"]
    names = {script: reader._recogniser_of(script).alphabet for script in ("Grek", "Jpan", "Cyrl")}
    assert "α" in names["Grek"]
    assert names["Jpan"] == names["Grek"]
    assert "я" not in names["Grek"]
    assert "а" in names["Cyrl"]
    with pytest.raises(UnreadScript, match="Hebr"):
        reader.read_lines(image, "Hebr")


@needs_model
def test_a_script_that_nothing_reads_is_told(runner: RunnerProcess, tmp_path: Path) -> None:
    packed = io.BytesIO()
    picture("Hello").save(packed, "PNG")
    path = tmp_path / "pictures"
    path.write_bytes(packed.getvalue())
    item: dict[str, Any] = {"key": "0", "path": str(path), "offset": 0, "length": len(packed.getvalue())}
    runner.send({"type": "read_text", "id": "a", "items": [{**item, "script": "Arab"}, {**item, "key": "1", "script": "Latn"}]})
    first, second = runner.answer("a")["items"]
    assert first["error"]["code"] == "script_unread"
    assert [line["text"] for line in second["lines"]] == ["Hello"]


def test_an_alphabet_reads_a_script_when_it_has_its_letters() -> None:
    cyrillic = [chr(code) for code in range(0x430, 0x450)]
    assert reads_script([*cyrillic, "a"], "Cyrl")
    assert not reads_script(["a", "ж"], "Cyrl")
    assert not reads_script(cyrillic, "Kore")
    assert reads_script([], "Zsye")


@pytest.fixture
def runner(folder: Path, tmp_path: Path) -> Iterator[RunnerProcess]:
    words = ["--model-dir", str(folder), "--model", "m", "--revision", "r", "--encoder", "pp-ocr-onnx", "--device", "cpu"]
    with RunnerProcess(words, program=REAL, log=tmp_path / "log") as process:
        yield process


@needs_model
def test_each_picture_succeeds_or_fails_alone(runner: RunnerProcess, tmp_path: Path) -> None:
    ready = runner.of_type("ready")
    assert (ready["dim"], ready["maxBatch"], ready["engine"]) == (None, 1, "fp32")
    packed = io.BytesIO()
    picture("Second try").save(packed, "JPEG", quality=95)
    path = tmp_path / "pictures"
    path.write_bytes(b"not a jpeg" + packed.getvalue())
    good: dict[str, Any] = {"key": "1", "path": str(path), "offset": 10, "length": len(packed.getvalue())}
    bad: dict[str, Any] = {"key": "0", "path": str(path), "offset": 0, "length": 10}
    runner.send({"type": "read_text", "id": "a", "items": [bad, good]})
    first, second = runner.answer("a")["items"]
    assert (first["key"], first["error"]["code"]) == ("0", "unreadable")
    assert [line["text"] for line in second["lines"]] == ["Second try"]
    assert all(0 <= part <= 1 for part in second["lines"][0]["box"])
    runner.send({"type": "embed", "id": "b", "kind": "texts", "items": [{"key": "0", "text": "x", "role": "query"}]})
    assert runner.answer("b")["items"][0]["error"]["code"] == "unsupported"
