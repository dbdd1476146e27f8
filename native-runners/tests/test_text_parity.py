"""Text encoders against what the model cards of e5 and Qwen3-Embedding do, and against themselves in other batches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812 -- its usual name

from goodclips_runners.encoder import Encoder, LoadOptions, ModelError, TextRole
from goodclips_runners.encoders import load_encoder
from tests.random_models import CAPTIONS, cosines, save_bert, save_qwen, word_pieces

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

E5 = ("query: {}", "passage: {}")

SIZES: dict[str, dict[str, Any]] = {
    # config.json of intfloat/e5-base-v2 (BERT base).
    "e5-base-v2": {},
    # config.json of sentence-transformers/all-MiniLM-L6-v2.
    "all-MiniLM-L6-v2": {"hidden_size": 384, "intermediate_size": 1536, "num_hidden_layers": 6, "num_attention_heads": 12},
}

QWEN: dict[str, Any] = {
    # config.json of Qwen/Qwen3-Embedding-0.6B; two of its 28 layers, since a caption of 2,000 words takes a minute through all.
    "vocab_size": 151_669,
    "hidden_size": 1024,
    "intermediate_size": 3072,
    "num_hidden_layers": 2,
    "num_attention_heads": 16,
    "num_key_value_heads": 8,
    "head_dim": 128,
    "max_position_embeddings": 32_768,
    "rope_parameters": {"rope_type": "default", "rope_theta": 1_000_000},
    "tie_word_embeddings": True,
}


def options(prompts: tuple[str, str] = ("{}", "{}")) -> LoadOptions:
    return LoadOptions("model", "revision", "cpu", engine="fp32", prompts=prompts)


def vectors(encoder: Encoder, texts: Sequence[tuple[str, TextRole]]) -> NDArray[np.float32]:
    prepared = encoder.prepare_texts(texts)
    assert prepared.errors == {}
    return encoder.forward(prepared)


def reference_mean(folder: Path, texts: list[str], limit: int) -> NDArray[np.float32]:
    """The code on e5-base-v2's model card, a text at a time."""
    from transformers import AutoModel, AutoTokenizer

    tokenizer: Any = AutoTokenizer.from_pretrained(folder)
    model: Any = AutoModel.from_pretrained(folder, dtype=torch.float32).eval()
    rows: list[NDArray[np.float32]] = []
    for text in texts:
        batch = tokenizer([text], max_length=limit, padding=True, truncation=True, return_tensors="pt")
        with torch.no_grad():
            states = model(**batch).last_hidden_state
        states = states.masked_fill(~batch["attention_mask"][..., None].bool(), 0.0)
        pooled = states.sum(dim=1) / batch["attention_mask"].sum(dim=1)[..., None]
        rows.append(F.normalize(pooled, p=2, dim=1).numpy())
    return np.concatenate(rows)


def reference_last_token(folder: Path, texts: list[str]) -> NDArray[np.float32]:
    """The code on Qwen3-Embedding's model card, a text at a time."""
    from transformers import AutoModel, AutoTokenizer

    tokenizer: Any = AutoTokenizer.from_pretrained(folder, padding_side="left")
    model: Any = AutoModel.from_pretrained(folder, dtype=torch.float32).eval()
    rows: list[NDArray[np.float32]] = []
    for text in texts:
        batch = tokenizer([text], padding=True, truncation=True, max_length=8192, return_tensors="pt")
        with torch.no_grad():
            states = model(**batch).last_hidden_state
        assert int(batch["attention_mask"][:, -1].sum()) == 1
        rows.append(F.normalize(states[:, -1], p=2, dim=1).numpy())
    return np.concatenate(rows)


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.mark.full_size
@pytest.mark.parametrize(("size", "limit"), [("e5-base-v2", 512), ("all-MiniLM-L6-v2", 256)])
def test_mean_pooling_is_the_model_cards(tmp_path: Path, size: str, limit: int) -> None:
    folder = save_bert(tmp_path, **SIZES[size])
    (folder / "sentence_bert_config.json").write_text(f'{{"max_seq_length": {limit}, "do_lower_case": false}}', encoding="utf-8")
    encoder = load_encoder("text-mean", folder, options(E5))
    roles: list[TextRole] = ["query" if index % 2 == 0 else "passage" for index in range(len(CAPTIONS))]
    texts = list(zip(CAPTIONS, roles, strict=True))
    together = vectors(encoder, texts)
    expected = reference_mean(folder, [f"{role}: {text}" for text, role in texts], limit)
    assert len(texts) >= 20
    assert cosines(together, expected).min() >= 0.9999
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    # Neighbours are told apart, or equality would say nothing.
    assert cosines(together[:8], together[1:9]).max() < 0.9999

    backwards = vectors(encoder, texts[::-1])[::-1]
    alone = np.concatenate([vectors(encoder, [one]) for one in texts[-6:]])
    assert cosines(together, backwards).min() >= 0.99999
    assert cosines(together[-6:], alone).min() >= 0.99999


@pytest.mark.full_size
def test_last_token_is_the_model_cards(tmp_path: Path) -> None:
    folder = save_qwen(tmp_path, **QWEN)
    # From the model's own file: the instruction goes before queries alone.
    encoder = load_encoder("text-last-token", folder, options())
    roles: list[TextRole] = ["query" if index % 2 == 0 else "passage" for index in range(len(CAPTIONS))]
    texts = list(zip(CAPTIONS, roles, strict=True))
    together = vectors(encoder, texts)
    written = [f"Instruct: where is this\nQuery:{text}" if role == "query" else text for text, role in texts]
    assert cosines(together, reference_last_token(folder, written)).min() >= 0.9999
    assert cosines(together[:8], together[1:9]).max() < 0.9999
    short = texts[:-1]
    assert cosines(together[:-1], vectors(encoder, short[::-1])[::-1]).min() >= 0.99999
    alone = np.concatenate([vectors(encoder, [one]) for one in short[-5:]])
    assert cosines(together[-6:-1], alone).min() >= 0.99999


def tiny(folder: Path) -> Path:
    return save_bert(folder, vocab_size=400, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2)


def test_length_comes_from_the_folder(tmp_path: Path) -> None:
    folder = tiny(tmp_path)
    long, cut = " ".join(["dog"] * 100), " ".join(["dog"] * 14)
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 16}', encoding="utf-8")
    got = vectors(load_encoder("text-mean", folder, options()), [(long, "query"), (cut, "query")])
    assert cosines(got[:1], got[1:])[0] >= 0.99999
    (folder / "sentence_bert_config.json").unlink()
    word_pieces(folder, limit=10**30)
    # Neither the tokenizer nor a file of its own bounds it now: the table of positions does.
    assert np.isfinite(vectors(load_encoder("text-mean", folder, options()), [("dog " * 2000, "query")])).all()


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
        by_mode[mode] = vectors(load_encoder("text-mean", folder, options()), texts)
    np.testing.assert_allclose(by_mode["mean_tokens"], reference_mean(folder, ["a dog runs"], 512), atol=1e-5)
    assert cosines(by_mode["cls_token"], by_mode["mean_tokens"])[0] < 0.999
    pooling.write_text('{"pooling_mode_max_tokens": true}', encoding="utf-8")
    with pytest.raises(ModelError, match="max_tokens"):
        load_encoder("text-mean", folder, options())


def test_braces_of_a_text_are_no_placeholders(tmp_path: Path) -> None:
    encoder = load_encoder("text-mean", tiny(tmp_path), options(("dog {}", "cat {}")))
    plain = load_encoder("text-mean", tmp_path, options())
    got = vectors(encoder, [("{} runs", "query"), ("{} runs", "passage")])
    expected = vectors(plain, [("dog {} runs", "query"), ("cat {} runs", "query")])
    np.testing.assert_allclose(got, expected, atol=1e-6)
