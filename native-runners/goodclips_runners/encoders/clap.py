"""Sounds and words by LAION-CLAP (`ClapModel`, unfused).

The reference (`ClapFeatureExtractor`, `rand_trunc`) crops sounds longer than ten seconds at random; here they are cut into consecutive
windows whose unit vectors are averaged, so that the same sound always has the same vector.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from goodclips_runners.encoder import SAMPLE_RATE, ItemError, LoadOptions, Speed
from goodclips_runners.encoders.base import LOCAL_ONLY, BaseEncoder, PreparedRows, PreparedTokens, invalid_model
from goodclips_runners.encoders.loading import load_whole
from goodclips_runners.encoders.texts import Tokens, run_tokens
from goodclips_runners.engines import choose_engine
from goodclips_runners.model_folder import read_json, require_files
from goodclips_runners.torch_engine import TorchEngine
from goodclips_runners.tower import Tower

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from goodclips_runners.encoder import TextRole

MAX_BATCH = 16
MAX_WINDOWS = 16
"""In one forward pass: HTSAT's attention takes about 40 MB a window in fp32."""

MAX_TOKENS = 4096

MIN_REST_SECONDS = 1.0
"""What is left after whole windows is heard as a window of its own from this length on: the average gives every window the same weight,
and a tenth of a second, repeated to fill ten, would weigh as much as all ten before it. Longer sounds only."""

MEL_FLOOR = 1e-10
"""`mel_floor` and `min_value` of transformers.audio_utils.spectrogram, which the extractor leaves at their defaults."""


class LogMel:
    """The log-mel spectrogram of `ClapFeatureExtractor`, all frames at once instead of one by one in Python."""

    def __init__(self, extractor: Any) -> None:
        """Takes window, hop and filters from the model's extractor.

        Args:
            extractor: A `ClapFeatureExtractor`.
        """
        self.window_samples = int(extractor.nb_max_samples)
        self._frame = int(extractor.fft_window_size)
        self._hop = int(extractor.hop_length)
        self._padding = str(extractor.padding)
        # Periodic: one more than the window, the last dropped (window_function of transformers.audio_utils).
        self._window = np.hanning(self._frame + 1)[:-1]
        # `rand_trunc` uses Slaney's filters (ClapFeatureExtractor._get_input_mel).
        self._filters: NDArray[np.float64] = np.ascontiguousarray(extractor.mel_filters_slaney)

    def windows(self, sound: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Cuts a sound into consecutive windows; the last one may be shorter."""
        size = self.window_samples
        cut = [sound[start : start + size] for start in range(0, len(sound), size)]
        if len(cut) > 1 and len(cut[-1]) < MIN_REST_SECONDS * SAMPLE_RATE:
            cut.pop()
        return cut

    def fill(self, window: NDArray[np.float32]) -> NDArray[np.float32]:
        """Fills a short window as the extractor does: `repeatpad` repeats it whole, then adds zeros."""
        missing = self.window_samples - len(window)
        if missing <= 0:
            return window
        times = self.window_samples // len(window)
        if self._padding == "repeat":
            return np.tile(window, times + 1)[: self.window_samples]
        repeated = np.tile(window, times) if self._padding == "repeatpad" else window
        return np.pad(repeated, (0, self.window_samples - len(repeated)))

    def __call__(self, window: NDArray[np.float32]) -> NDArray[np.float32]:
        """Decibels [frames, mels] of one window."""
        half = self._frame // 2
        padded = np.pad(self.fill(window), half, mode="reflect").astype(np.float64)
        frames = np.lib.stride_tricks.sliding_window_view(padded, self._frame)[:: self._hop]
        spectrum = np.fft.rfft(frames * self._window, axis=1)
        # The extractor keeps the spectrum in complex64, whose rounding is part of the reference.
        power = np.abs(spectrum.astype(np.complex64)).astype(np.float64) ** 2
        mels = np.maximum(MEL_FLOOR, power @ self._filters)
        return (10.0 * np.log10(mels)).astype(np.float32)


class AudioTower(torch.nn.Module):
    """Log-mel windows [n, 1, frames, mels] → vectors of the joint space."""

    def __init__(self, model: Any) -> None:
        """Wraps a `ClapModel`."""
        super().__init__()
        self.audio_model = model.audio_model
        self.projection = model.audio_projection

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Vectors [n, dim]."""
        pooled: torch.Tensor = self.projection(self.audio_model(input_features=features).pooler_output)
        return pooled


class TextTower(torch.nn.Module):
    """Ids and mask → vectors of the joint space."""

    def __init__(self, model: Any) -> None:
        """Wraps a `ClapModel`."""
        super().__init__()
        self.text_model = model.text_model
        self.projection = model.text_projection

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Vectors [n, dim]."""
        pooled: torch.Tensor = self.projection(self.text_model(input_ids=input_ids, attention_mask=attention_mask).pooler_output)
        return pooled


class ClapEncoder(BaseEncoder):
    """Sounds and texts, in one space."""

    def __init__(self, model: Any, mel: LogMel, tokens: Tokens, options: LoadOptions) -> None:
        """Chooses the engine of the audio tower.

        Args:
            model: A `ClapModel`.
            mel: Its spectrogram.
            tokens: Its tokenizer.
            options: How the model is to be loaded.
        """
        self._mel = mel
        self._tokens = tokens
        self._audio = choose_engine(Tower("audio", AudioTower(model), (self._stack(_sample_sounds(mel)),)), options)
        # Queries are single and short: nothing is to be won over fp32.
        self._texts = TorchEngine(TextTower(model), options.device)
        self.dim = int(model.config.projection_dim)
        self.max_batch = MAX_BATCH
        self.engine = self._audio.engine.name
        self.speed = Speed(self._audio.rows_per_second * mel.window_samples / SAMPLE_RATE, "audioSeconds")
        self.preprocessing_version = 0 if options.preprocessing == "reference" else 1

    @classmethod
    def load(cls, model_dir: Path, options: LoadOptions) -> ClapEncoder:
        """See `Encoder`."""
        from transformers import ClapFeatureExtractor, ClapModel

        require_files(model_dir, "config.json", "model.safetensors")
        config = read_json(model_dir / "config.json")
        if config.get("model_type") != "clap":
            raise invalid_model(model_dir, f"it is a {config.get('model_type')} model, not CLAP")
        if config.get("audio_config", {}).get("enable_fusion"):
            # Its extractor marks a random sound of every batch as long: vectors would depend on the batch.
            raise invalid_model(model_dir, "fused CLAP models give a sound another vector each time; use an unfused one")
        model: Any = load_whole(ClapModel, model_dir)
        try:
            extractor: Any = ClapFeatureExtractor.from_pretrained(str(model_dir), **LOCAL_ONLY)
        except (OSError, ValueError, RuntimeError, KeyError) as error:
            raise invalid_model(model_dir, f"it cannot be loaded ({error})") from error
        if int(extractor.sampling_rate) != SAMPLE_RATE:
            raise invalid_model(model_dir, f"it hears {extractor.sampling_rate} Hz; the app gives {SAMPLE_RATE} Hz")
        tokens = Tokens(model_dir, model.config.text_config, options.prompts)
        return cls(model, LogMel(extractor), tokens, options)

    def prepare_audio(self, sounds: Sequence[NDArray[np.float32] | ItemError]) -> PreparedRows:
        errors: dict[int, ItemError] = {}
        windows: list[NDArray[np.float32]] = []
        owners: list[int] = []
        for index, sound in enumerate(sounds):
            if isinstance(sound, ItemError):
                errors[index] = sound
            elif len(sound) == 0:
                errors[index] = ItemError("empty", "The sound has no samples.")
            elif not np.isfinite(sound).all():
                errors[index] = ItemError("not_finite", "The sound has samples that are not finite numbers.")
            else:
                cut = self._mel.windows(sound)
                windows += cut
                owners += [index] * len(cut)
        return PreparedRows("audio", len(sounds), owners, (self._stack(windows),), errors)

    def prepare_texts(self, texts: Sequence[tuple[str, TextRole]]) -> PreparedTokens:
        return self._tokens.prepare(texts)

    def forward_rows(self, prepared: PreparedRows | PreparedTokens) -> NDArray[np.float32]:
        if isinstance(prepared, PreparedTokens):
            return run_tokens(self._texts, prepared, self._tokens.pad_id, MAX_BATCH, MAX_TOKENS)
        return self._audio.run(prepared.tensors, MAX_WINDOWS)

    def _stack(self, windows: Sequence[NDArray[np.float32]]) -> torch.Tensor:
        if not windows:
            return torch.empty(0)
        return torch.from_numpy(np.stack([self._mel(window) for window in windows])[:, None])


def _sample_sounds(mel: LogMel) -> list[NDArray[np.float32]]:
    """A tone, a chirp, noise and clicks: unlike spectra, on which engines are compared."""
    time = np.arange(mel.window_samples, dtype=np.float64) / SAMPLE_RATE
    noise = np.random.default_rng(0).standard_normal(mel.window_samples) * 0.1
    clicks = np.where(np.arange(mel.window_samples) % 12_000 < 40, 0.8, 0.0)
    sounds = (np.sin(2 * np.pi * 440 * time) * 0.3, np.sin(2 * np.pi * (200 + 400 * time) * time) * 0.3, noise, clicks)
    return [sound.astype(np.float32) for sound in sounds]
