"""What only the encoders of captions do: length, pooling and prompts as the folder says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from goodclips_runners.encoder import Encoder, LoadOptions, ModelError, TextRole
from goodclips_runners.encoders import load_encoder
from tests.encoder_row import cosines, embed
from tests.random_models import save_tiny_text, word_pieces
from tests.text_rows import mean_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray


def options(prompts: tuple[str, str] = ("{}", "{}")) -> LoadOptions:
    return LoadOptions("model", "revision", "cpu", engine="fp32", prompts=prompts)


def embed_captions(encoder: Encoder, texts: Sequence[tuple[str, TextRole]]) -> NDArray[np.float32]:
    return embed(encoder, "texts", texts)


def tiny(folder: Path) -> Path:
    return save_tiny_text(folder, "bert")


def test_length_comes_from_the_folder(tmp_path: Path) -> None:
    folder = tiny(tmp_path)
    long, cut = " ".join(["dog"] * 100), " ".join(["dog"] * 14)
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 16}', encoding="utf-8")
    got = embed_captions(load_encoder("text-mean", folder, options()), [(long, "query"), (cut, "query")])
    assert cosines(got[:1], got[1:])[0] >= 0.99999
    (folder / "sentence_bert_config.json").unlink()
    word_pieces(folder, limit=10**30)
    # Neither the tokenizer nor a file of its own bounds it now: the table of positions does.
    assert np.isfinite(embed_captions(load_encoder("text-mean", folder, options()), [("dog " * 2000, "query")])).all()


def test_cls_pooling_is_followed_and_others_are_refused(tmp_path: Path) -> None:
    folder = tiny(tmp_path)
    (folder / "modules.json").write_text(
        '[{"type": "sentence_transformers.models.Transformer", "path": ""},'
        ' {"type": "sentence_transformers.models.Pooling", "path": "1_Pooling"}]',
        encoding="utf-8",
    )
    (folder / "1_Pooling").mkdir()
    pooling = folder / "1_Pooling" / "config.json"
    texts: list[tuple[str, TextRole]] = [("a dog runs", "query")]
    by_mode: dict[str, NDArray[np.float32]] = {}
    for mode in ("mean_tokens", "cls_token"):
        pooling.write_text(f'{{"pooling_mode_{mode}": true}}', encoding="utf-8")
        by_mode[mode] = embed_captions(load_encoder("text-mean", folder, options()), texts)
    np.testing.assert_allclose(by_mode["mean_tokens"], mean_of(folder, ["a dog runs"], 512), atol=1e-5)
    assert cosines(by_mode["cls_token"], by_mode["mean_tokens"])[0] < 0.999
    pooling.write_text('{"pooling_mode_max_tokens": true}', encoding="utf-8")
    with pytest.raises(ModelError, match="max_tokens"):
        load_encoder("text-mean", folder, options())


def test_braces_of_a_text_are_no_placeholders(tmp_path: Path) -> None:
    encoder = load_encoder("text-mean", tiny(tmp_path), options(("dog {}", "cat {}")))
    plain = load_encoder("text-mean", tmp_path, options())
    got = embed_captions(encoder, [("{} runs", "query"), ("{} runs", "passage")])
    expected = embed_captions(plain, [("dog {} runs", "query"), ("cat {} runs", "query")])
    np.testing.assert_allclose(got, expected, atol=1e-6)
