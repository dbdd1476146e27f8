"""PP-OCR by onnxruntime: RapidOCR finds lines (DB) and recognises them (CTC)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from goodclips_runners.cores import usable_cores
from goodclips_runners.encoder import ModelError
from goodclips_runners.onnx_file import pp_ocr_files
from goodclips_runners.scripts import reads_script
from goodclips_runners.text_reader import TextLine, UnreadScript

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from goodclips_runners.encoder import LoadOptions, Speed

COARSE_SIDE = 480
"""Pixels of the longer side in the first look for text: a tenth of the work of the second, which only pictures with text get."""

COARSE_THRESHOLD = 0.35
"""Least score of a line in the first look; lower than RapidOCR's own 0.5, as letters are small there."""

FULL_SIDE = 1280
"""Most pixels of the longer side in the second look, and of what is recognised."""

LEAST_PROBABILITY = 0.5
"""Lines below it are mostly not text at all; RapidOCR's own value."""

LEAST_SIDE = 64
"""Pixels; RapidOCR cannot scale what is smaller than a few."""

MOST_STRETCHED = 16
"""Longer side over shorter one."""

MOST_THREADS = 8
"""More make the small models no faster."""


@dataclass(frozen=True)
class Recogniser:
    """A model that recognises lines.

    Attributes:
        engine: RapidOCR with it, which finds and recognises.
        alphabet: The characters that it knows.
    """

    engine: Any
    alphabet: frozenset[str]


class PaddleTextReader:
    """PP-OCRv6 in ONNX's format."""

    engine = "fp32"
    speed: Speed | None = None

    def __init__(self, coarse: Any, recognisers: Sequence[Recogniser]) -> None:
        """Takes RapidOCR's reader for the first look, and what recognises text: the one with most letters first."""
        self._coarse = coarse
        self._recognisers = tuple(recognisers)

    @classmethod
    def load(cls, model_dir: Path, options: LoadOptions) -> PaddleTextReader:
        """Loads a folder with one model that finds lines and at least one that recognises them, each with its alphabet inside."""
        detection, recognition = pp_ocr_files(model_dir)
        alphabets = {path: _alphabet(path) for path in recognition}
        ordered = sorted(recognition, key=lambda path: (-len(alphabets[path]), path.name))
        from rapidocr import RapidOCR

        shared = {
            "Global.use_cls": False,
            "Global.log_level": "critical",
            "Global.text_score": LEAST_PROBABILITY,
            "Det.model_path": str(detection),
            "Rec.model_path": str(ordered[0]),
            "Det.limit_type": "max",
            "EngineConfig.onnxruntime.intra_op_num_threads": min(usable_cores(), MOST_THREADS),
            "EngineConfig.onnxruntime.use_cuda": options.device == "cuda",
        }
        coarse = {"Det.limit_side_len": COARSE_SIDE, "Det.box_thresh": COARSE_THRESHOLD}
        full = {"Det.limit_side_len": FULL_SIDE, "Global.max_side_len": FULL_SIDE}
        try:
            return cls(
                RapidOCR(params={**shared, **coarse}),
                [Recogniser(RapidOCR(params={**shared, **full, "Rec.model_path": str(path)}), alphabets[path]) for path in ordered],
            )
        except Exception as error:
            # RapidOCR and onnxruntime share no class of errors.
            remedy = "Install the model again, or choose another one."
            raise ModelError("model_invalid", f"onnxruntime cannot load it: {str(error)[:300]}", remedy) from error

    def read_lines(self, picture: NDArray[np.uint8], script: str | None = None) -> list[TextLine]:
        """The lines of a picture; see `TextReader.read_lines`."""
        recogniser = self._recogniser_of(script)
        # The models were trained on pictures as OpenCV reads them.
        image = np.ascontiguousarray(_padded(picture)[:, :, ::-1])
        first = self._coarse(image, use_det=True, use_rec=False, use_cls=False)
        if first.boxes is None or len(first.boxes) == 0:
            return []
        read = recogniser.engine(image, use_det=True, use_rec=True, use_cls=False)
        if read.boxes is None or read.txts is None or read.scores is None:
            return []
        height, width = picture.shape[:2]
        return [
            TextLine(_box(np.asarray(corners, dtype=np.float64), width, height), str(text), float(score))
            for corners, text, score in zip(read.boxes, read.txts, read.scores, strict=True)
        ]

    def _recogniser_of(self, script: str | None) -> Recogniser:
        """The one with most letters where it knows the script, else the most special one that does."""
        general, *special = self._recognisers
        if script is None or reads_script(general.alphabet, script):
            return general
        for recogniser in reversed(special):
            if reads_script(recogniser.alphabet, script):
                return recogniser
        raise UnreadScript(f"The model knows no letters of the script {script}.")


def _padded(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture with no side shorter than `LEAST_SIDE` and none longer than `MOST_STRETCHED` times the other; what is added is black."""
    height, width = picture.shape[:2]
    wanted_height = max(height, LEAST_SIDE, -(-width // MOST_STRETCHED))
    wanted_width = max(width, LEAST_SIDE, -(-height // MOST_STRETCHED))
    if (wanted_height, wanted_width) == (height, width):
        return picture
    return np.pad(picture, ((0, wanted_height - height), (0, wanted_width - width), (0, 0)))


def _box(corners: NDArray[np.float64], width: int, height: int) -> tuple[float, float, float, float]:
    """The upright box around four corners, as parts of the picture."""
    left, top = (corners.min(axis=0) / (width, height)).clip(0, 1)
    right, bottom = (corners.max(axis=0) / (width, height)).clip(0, 1)
    return float(left), float(top), float(right - left), float(bottom - top)


def _alphabet(recognition: Path) -> frozenset[str]:
    """The characters that a model knows. One without its alphabet is refused: RapidOCR would try to fetch one.

    Raises:
        ModelError: `model_invalid`.
    """
    from onnxruntime import InferenceSession

    remedy = "Install the model again, or choose another one."
    try:
        metadata = InferenceSession(str(recognition), providers=["CPUExecutionProvider"]).get_modelmeta().custom_metadata_map
    except Exception as error:
        raise ModelError("model_invalid", f"onnxruntime cannot load {recognition.name}: {str(error)[:300]}", remedy) from error
    alphabet = frozenset(metadata.get("character", "").splitlines())
    if not alphabet - {""}:
        raise ModelError("model_invalid", f"{recognition.name} holds no alphabet (its metadata `character`).", remedy)
    return alphabet
