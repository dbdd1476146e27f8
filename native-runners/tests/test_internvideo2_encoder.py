"""What only InternVideo2 does: it runs code of the model's folder, after consent. The real model is gated and was never run here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goodclips_runners.encoder import ModelError
from goodclips_runners.encoders import load_encoder
from goodclips_runners.encoders.internvideo2 import InternVideo2Encoder
from tests.encoder_row import load_options
from tests.picture_samples import write_json
from tests.sound_and_scene_rows import VIDEO_CODE, save_tiny_video

if TYPE_CHECKING:
    from pathlib import Path


def test_two_folders_do_not_share_code(tmp_path: Path) -> None:
    dims: list[int] = []
    for seed in (1, 2, 1):
        folder = tmp_path / str(seed)
        folder.mkdir(exist_ok=True)
        save_tiny_video(folder, seed)
        dims.append(InternVideo2Encoder.load(folder, load_options(consent_to_run_code=True)).dim)
    assert dims == [16, 17, 16]


def test_no_code_runs_without_consent(tmp_path: Path) -> None:
    save_tiny_video(tmp_path)
    mark = tmp_path / "it-ran"
    (tmp_path / "pieces.py").write_text(f"open({str(mark)!r}, 'w').close()\n", encoding="utf-8")
    for load in (InternVideo2Encoder.load, lambda folder, options: load_encoder("internvideo2", folder, options)):
        with pytest.raises(ModelError) as raised:
            load(tmp_path, load_options())
        assert raised.value.code == "consent_needed"
    assert not mark.exists()


@pytest.mark.parametrize("broken", ["no class", "elsewhere", "no method", "code"])
def test_code_that_does_not_fit_is_refused(tmp_path: Path, broken: str) -> None:
    save_tiny_video(tmp_path)
    if broken == "no class":
        write_json(tmp_path / "config.json", {"model_type": "tiny_video"})
    elif broken == "elsewhere":
        write_json(tmp_path / "config.json", {"auto_map": {"AutoModel": "someone/else--modeling_tiny.TinyVideo"}})
    elif broken == "no method":
        (tmp_path / "modeling_tiny.py").write_text(VIDEO_CODE.replace("get_vid_feat", "other"), encoding="utf-8")
    else:
        (tmp_path / "modeling_tiny.py").write_text("raise SystemError('no')", encoding="utf-8")
    with pytest.raises(ModelError) as raised:
        InternVideo2Encoder.load(tmp_path, load_options(consent_to_run_code=True))
    assert raised.value.code == "model_invalid"
