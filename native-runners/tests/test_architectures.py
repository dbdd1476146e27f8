"""Every row of the table of architectures has an encoder that loads its models, and every encoder has a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goodclips_runners.architectures import family_of, read_families, supported_titles
from goodclips_runners.detect_families import READERS
from goodclips_runners.encoder import ModelError
from goodclips_runners.encoders import ENCODERS, encoder_class
from goodclips_runners.face_finders import FACE_FINDERS, face_finder_class
from goodclips_runners.text_readers import TEXT_READERS, text_reader_class
from goodclips_runners.transcribers import TRANSCRIBERS, transcriber_class

if TYPE_CHECKING:
    from pathlib import Path

FAMILIES = read_families()
TEXT_TYPES = [kind for family in FAMILIES.values() if family.space_kind == "text" for kind in family.model_types]


def test_rows_and_encoders_are_the_same() -> None:
    assert list(FAMILIES) == [*ENCODERS, *TRANSCRIBERS, *TEXT_READERS, *FACE_FINDERS] == list(READERS)
    for name in ENCODERS:
        assert callable(encoder_class(name).load)
        assert FAMILIES[name].task == "embed"
    for name in TRANSCRIBERS:
        assert callable(transcriber_class(name).load)
        assert FAMILIES[name].task == "transcribe"
    for name in TEXT_READERS:
        assert callable(text_reader_class(name).load)
        assert FAMILIES[name].task == "read-text"
    for name in FACE_FINDERS:
        assert callable(face_finder_class(name).load)
        assert FAMILIES[name].task == "find-faces"


def test_a_model_type_belongs_to_one_family() -> None:
    types = [kind for family in FAMILIES.values() for kind in family.model_types]
    assert len(set(types)) == len(types)
    assert family_of("bert") is FAMILIES["text-mean"]
    assert family_of("llama") is None
    assert family_of(None) is None


def test_the_remedy_names_what_needs_no_consent() -> None:
    vectors = "CLIP, SigLIP, open_clip, CLAP, BERT-like, Qwen3, InternVL"
    assert supported_titles() == f"{vectors}, Whisper (CTranslate2), Whisper, Moonshine, Parakeet, PP-OCR or dlib faces"


@pytest.mark.parametrize("text", ["{", '{"families": [{"encoder": "x"}]}', None])
def test_a_broken_table_is_told(tmp_path: Path, text: str | None) -> None:
    table = tmp_path / "architectures.json"
    if text is not None:
        table.write_text(text, encoding="utf-8")
    with pytest.raises(ModelError) as caught:
        read_families(table)
    assert caught.value.code == "environment"
