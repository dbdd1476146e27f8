"""What Parakeet hears: transformers' own feature extractor, without librosa, which it wants for one matrix alone."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import torch
from transformers.audio_utils import mel_filter_bank
from transformers.feature_extraction_sequence_utils import SequenceFeatureExtractor

from goodclips_runners.encoders.base import invalid_model
from goodclips_runners.model_folder import read_json

if TYPE_CHECKING:
    from pathlib import Path

# transformers' top level has a placeholder in place of the class where librosa is not there.
_module: Any = importlib.import_module("transformers.models.parakeet.feature_extraction_parakeet")
_Extractor: Any = _module.ParakeetFeatureExtractor

FIELDS = ("feature_size", "sampling_rate", "hop_length", "n_fft", "win_length", "preemphasis", "padding_value")
"""What its configuration may say."""


class ParakeetSound(_Extractor):
    """`ParakeetFeatureExtractor` with mel filters of transformers: those of librosa but for the rounding of single floats."""

    def __init__(
        self,
        feature_size: int = 80,
        sampling_rate: int = 16_000,
        hop_length: int = 160,
        n_fft: int = 512,
        win_length: int = 400,
        preemphasis: float = 0.97,
        padding_value: float = 0.0,
    ) -> None:
        """Arguments and defaults are those of `ParakeetFeatureExtractor`."""
        # Not its own constructor, which is where librosa is called.
        SequenceFeatureExtractor.__init__(self, feature_size=feature_size, sampling_rate=sampling_rate, padding_value=padding_value)
        self.hop_length = hop_length
        self.n_fft = n_fft
        self.win_length = win_length
        self.preemphasis = preemphasis
        filters = mel_filter_bank(
            num_frequency_bins=n_fft // 2 + 1,
            num_mel_filters=feature_size,
            min_frequency=0.0,
            max_frequency=sampling_rate / 2,
            sampling_rate=sampling_rate,
            norm="slaney",
            mel_scale="slaney",
        )
        self.mel_filters = torch.from_numpy(filters.T.copy()).to(torch.float32)

    @classmethod
    def of_folder(cls, model_dir: Path) -> ParakeetSound:
        """With what the folder says: preprocessor_config.json, or the part `feature_extractor` of processor_config.json.

        Raises:
            ModelError: `model_invalid`: a value is none.
        """
        said: Any = read_json(model_dir / "preprocessor_config.json") or read_json(model_dir / "processor_config.json").get(
            "feature_extractor"
        )
        try:
            return cls(**{name: said[name] for name in FIELDS if name in (said or {})})
        except (TypeError, ValueError, ZeroDivisionError) as error:
            raise invalid_model(model_dir, f"what it says of its sound is wrong: {error}") from error
