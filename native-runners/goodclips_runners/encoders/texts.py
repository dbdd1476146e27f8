"""What the text encoders share: the tokenizer of a model's folder, its length limit, batches of like lengths, and their base class."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import torch

from goodclips_runners.encoder import Speed
from goodclips_runners.encoders.base import LOCAL_ONLY, BaseEncoder, PreparedTokens, apply_prompt, invalid_model
from goodclips_runners.engines import choose_engine
from goodclips_runners.model_folder import read_json, require_tokenizer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from goodclips_runners.encoder import LoadOptions, TextRole
    from goodclips_runners.encoders.base import PreparedRows
    from goodclips_runners.tower import Engine, Tower

NO_LIMIT = 1_000_000
"""A tokenizer without a limit says int(1e30) (VERY_LARGE_INTEGER of transformers)."""

OFFSET_POSITIONS = frozenset({"camembert", "mpnet", "roberta", "roberta-prelayernorm", "xlm-roberta", "xlm-roberta-xl", "xmod"})
"""Model types whose positions start after the padding id (`padding_idx + position` in their create_position_ids_from_input_ids)."""

MAX_PADDED_SHARE = 1.25
MAX_PADDED_TOKENS = 64
"""A batch is closed when padding would add a quarter to its tokens and more than these few: one long caption beside fifteen short ones
would make the short ones as dear as the long one."""

SAMPLE_TEXTS = (
    "A dog runs over the wet beach.",
    "Where did you put the letter that my sister wrote before she left the country?",
    "No.",
    "Three people sit at a table and talk about the weather, while rain beats on the window and a kettle begins to sing.",
    "siren",
    "He opened the door, looked at the empty room, and understood that the others had gone without him.",
    "How much is this?",
    "The train to the north leaves at ten past four from the platform behind the old station.",
)
"""Captions of usual lengths; engines are compared and measured on them."""


def longest_input(tokenizer: Any, config: Any) -> int:
    """Tokens that a model can take, by its own files: the tokenizer's limit, bounded by the table of positions.

    Args:
        tokenizer: Tokenizer of the model.
        config: Configuration of the text model.
    """
    limits = [int(tokenizer.model_max_length)] if int(tokenizer.model_max_length) < NO_LIMIT else []
    positions = getattr(config, "max_position_embeddings", None)
    if isinstance(positions, int):
        offset = config.pad_token_id + 1 if str(config.model_type).removesuffix("_text_model") in OFFSET_POSITIONS | {"clap"} else 0
        limits.append(positions - offset)
    return min(limits) if limits else 512


def folder_prompts(model_dir: Path) -> tuple[str, str] | None:
    """Prompts that the folder itself states (`config_sentence_transformers.json`), as templates of query and passage."""
    prompts: Any = read_json(model_dir / "config_sentence_transformers.json").get("prompts")
    if not isinstance(prompts, dict):
        return None
    stated = cast("dict[str, Any]", prompts)
    query = stated.get("query", "")
    passage = stated.get("passage", stated.get("document", ""))
    if not isinstance(query, str) or not isinstance(passage, str) or not (query or passage):
        return None
    return query + "{}", passage + "{}"


def stated_prompts(model_dir: Path, options: LoadOptions) -> tuple[str, str]:
    """Prompts to use: those of the options, or the folder's where the options leave them plain."""
    return options.prompts if options.prompts != ("{}", "{}") else folder_prompts(model_dir) or options.prompts


class Tokens:
    """Texts to token ids, with the prompts of their roles."""

    def __init__(
        self, model_dir: Path, config: Any, prompts: tuple[str, str], *, limit: int | None = None, lowercase: bool = False
    ) -> None:
        """Loads the tokenizer.

        Args:
            model_dir: Folder of the model.
            config: Configuration of the text model; bounds the length.
            prompts: Templates of query and passage.
            limit: Tokens at most; the model's own limit when None.
            lowercase: Texts are lower-cased first.

        Raises:
            ModelError: The folder has no tokenizer that can be loaded.
        """
        from transformers import AutoTokenizer

        require_tokenizer(model_dir)
        try:
            self._tokenizer: Any = AutoTokenizer.from_pretrained(str(model_dir), **LOCAL_ONLY)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise invalid_model(model_dir, f"its tokenizer cannot be loaded ({error})") from error
        own = longest_input(self._tokenizer, config)
        self.limit = own if limit is None else min(limit, own)
        pad: int | None = self._tokenizer.pad_token_id
        self.pad_id = pad if pad is not None else 0
        self._prompts = prompts
        self._lowercase = lowercase
        # A fast tokenizer keeps its truncation in shared state: two threads in it end in "Already borrowed".
        self._lock = threading.Lock()

    def prepare(self, texts: Sequence[tuple[str, TextRole]]) -> PreparedTokens:
        """Tokens of texts; a text that is too long loses its end, never its special tokens."""
        if not texts:
            return PreparedTokens(0, (), ())
        prompted = [apply_prompt(self._prompts[0 if role == "query" else 1], text) for text, role in texts]
        if self._lowercase:
            prompted = [text.lower() for text in prompted]
        with self._lock:
            encoded = self._tokenizer(prompted, truncation=True, max_length=self.limit, padding=False, return_attention_mask=False)
        ids: list[list[int]] = encoded["input_ids"]
        # A tokenizer without special tokens gives no token for an empty text, and a model needs one.
        rows = [row or [self.pad_id] for row in ids]
        return PreparedTokens(len(rows), range(len(rows)), rows)

    def sample(self, *, left: bool = False) -> tuple[torch.Tensor, torch.Tensor]:
        """Ids and mask of the sample texts."""
        return pad(self.prepare([(text, "passage") for text in SAMPLE_TEXTS]).tokens, self.pad_id, left=left)


def pad(rows: Sequence[Sequence[int]], pad_id: int, *, left: bool = False) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids [n, longest] and mask of rows of unlike lengths.

    Args:
        rows: Token ids.
        pad_id: Id of padding.
        left: Padding goes before the text.
    """
    longest = max(len(row) for row in rows)
    ids = np.full((len(rows), longest), pad_id, dtype=np.int64)
    mask = np.zeros((len(rows), longest), dtype=np.int64)
    for index, row in enumerate(rows):
        where = slice(longest - len(row), longest) if left else slice(0, len(row))
        ids[index, where] = row
        mask[index, where] = 1
    return torch.from_numpy(ids), torch.from_numpy(mask)


def without_padding(tensors: tuple[torch.Tensor, ...], index: int) -> tuple[torch.Tensor, ...]:
    """Row `index` of ids and mask, cut to its text."""
    kept = tensors[1][index].bool()
    return tuple(tensor[index : index + 1, kept] for tensor in tensors)


def run_tokens(
    engine: Engine, prepared: PreparedTokens, pad_id: int, max_rows: int, max_tokens: int, *, left: bool = False
) -> NDArray[np.float32]:
    """Vectors of texts in their order. Texts of like length share a batch, so that little is computed on padding.

    Args:
        engine: Runs the tower on ids and mask.
        prepared: The texts.
        pad_id: Id of padding.
        max_rows: Texts in a batch at most.
        max_tokens: Tokens of a batch at most, padding included.
        left: Padding goes before the text.

    Returns:
        Vectors [n, dim].

    Raises:
        MemoryError: A batch does not fit on the device.
    """
    lengths = [len(row) for row in prepared.tokens]
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    parts = [
        engine.run(pad([prepared.tokens[index] for index in batch], pad_id, left=left))
        for batch in _batches(order, lengths, max_rows, max_tokens)
    ]
    rows = np.concatenate(parts)
    result = np.empty_like(rows)
    result[np.asarray(order)] = rows
    return result


def _batches(order: Sequence[int], lengths: Sequence[int], max_rows: int, max_tokens: int) -> list[list[int]]:
    batches: list[list[int]] = []
    tokens = 0
    for index in order:
        padded = (len(batches[-1]) + 1) * lengths[index] if batches else 0
        full = padded > max_tokens or padded > (tokens + lengths[index]) * MAX_PADDED_SHARE + MAX_PADDED_TOKENS
        if not batches or full or len(batches[-1]) == max_rows:
            batches.append([])
            tokens = 0
        batches[-1].append(index)
        tokens += lengths[index]
    return batches


class TextEncoder(BaseEncoder):
    """Captions and queries, in one space.

    Attributes:
        max_batch: Texts in a batch at most.
        max_tokens: Tokens of a batch at most, padding included: 16 texts of 512, whose attention in BERT base takes about 200 MB in fp32.
        left: Whether padding goes before the text.
    """

    max_tokens: int = 8192
    left: bool = False

    def __init__(self, tokens: Tokens, tower: Tower, options: LoadOptions, dim: int) -> None:
        """Chooses the engine.

        Args:
            tokens: Tokenizer of the model.
            tower: Gives vectors of ids and mask.
            options: How the model is to be loaded.
            dim: Length of a vector.
        """
        self._tokens = tokens
        self._engine = choose_engine(tower, options)
        self.dim = dim
        self.engine = self._engine.engine.name
        self.speed = Speed(self._engine.rows_per_second, "captions")

    def prepare_texts(self, texts: Sequence[tuple[str, TextRole]]) -> PreparedTokens:
        return self._tokens.prepare(texts)

    def forward_rows(self, prepared: PreparedRows | PreparedTokens) -> NDArray[np.float32]:
        if not isinstance(prepared, PreparedTokens):
            raise TypeError("only texts are prepared by this encoder")
        return run_tokens(self._engine.engine, prepared, self._tokens.pad_id, self.max_batch, self.max_tokens, left=self.left)
