"""What may lie in the folder of a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goodclips_runners.encoder import ModelError
from goodclips_runners.encoders import ENCODERS, check_folder
from goodclips_runners.model_folder import check_model_folder, read_json
from tests.runner_process import REAL, RunnerProcess

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "name",
    [
        "pytorch_model.bin",
        "model.pt",
        "model.PTH",
        "weights.pickle",
        "a.pkl",
        "sub/deep/modeling_own.py",
        "x.ckpt",
        "native.so",
        "more.zip",
    ],
)
def test_files_that_can_run_code_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "model.safetensors").touch()
    (tmp_path / "README.md").touch()
    check_model_folder(tmp_path)
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).touch()
    with pytest.raises(ModelError) as caught:
        check_model_folder(tmp_path)
    assert caught.value.code == "unsafe_model"
    assert name in str(caught.value)


def test_code_of_the_folder_runs_only_after_consent_and_only_for_the_encoder_that_needs_it(tmp_path: Path) -> None:
    (tmp_path / "modeling_internvideo2.py").touch()
    check_folder("internvideo2", tmp_path, consent=True)
    for name in ENCODERS:
        for consent in (False, True):
            if (name, consent) == ("internvideo2", True):
                continue
            with pytest.raises(ModelError) as caught:
                check_folder(name, tmp_path, consent=consent)
            assert caught.value.code == ("consent_needed" if name == "internvideo2" else "unsafe_model")


def test_json_that_is_broken_is_an_invalid_model(tmp_path: Path) -> None:
    assert read_json(tmp_path / "missing.json") == {}
    for text in ("{", "[1]", '"text"', "\udcff"):
        (tmp_path / "config.json").write_bytes(text.encode("utf-8", "surrogateescape"))
        with pytest.raises(ModelError) as caught:
            read_json(tmp_path / "config.json")
        assert caught.value.code == "model_invalid"


@pytest.mark.parametrize(
    ("encoder", "file", "code"),
    [
        ("text-mean", None, "model_missing"),
        ("text-mean", "pytorch_model.bin", "unsafe_model"),
        ("internvideo2", "modeling.py", "consent_needed"),
        ("smell", "config.json", "model_invalid"),
        ("clap", "config.json", "model_invalid"),
    ],
)
def test_the_real_runner_says_why_it_does_not_start(tmp_path: Path, encoder: str, file: str | None, code: str) -> None:
    folder = tmp_path / "model"
    if file is not None:
        folder.mkdir()
        (folder / file).write_text("{}")
    with RunnerProcess(
        ["--model-dir", str(folder), "--model", "m", "--revision", "r", "--encoder", encoder, "--device", "cpu"], REAL
    ) as runner:
        fatal = runner.of_type("fatal")
        assert fatal["code"] == code
        assert fatal["remedy"].endswith(".")
        assert runner.exit_status() == 3
