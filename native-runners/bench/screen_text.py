"""Lines in every quarter of a second of films: `python -m bench.screen_text --model DIR FILM…` prints JSON.

What the app leaves out by choosing frames is told by holding its text against these lines.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

FRAMES_A_SECOND = 4


def main() -> None:
    """Reads the films and prints what stands in them, and how long a picture takes."""
    from PIL import Image

    from goodclips_runners.encoder import LoadOptions
    from goodclips_runners.text_readers.pp_ocr_onnx import PaddleTextReader

    parser = argparse.ArgumentParser(prog="bench.screen_text")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("films", nargs="+")
    options = parser.parse_args()
    reader = PaddleTextReader.load(options.model, LoadOptions("m", "r", "cpu"))
    told: list[dict[str, object]] = []
    for film in options.films:
        with tempfile.TemporaryDirectory() as folder:
            target = str(Path(folder) / "%06d.jpg")
            filters = f"fps={FRAMES_A_SECOND},scale='min(1280,iw)':-2"
            subprocess.run(["ffmpeg", "-v", "error", "-i", film, "-an", "-vf", filters, "-q:v", "2", target], check=True)
            lines: dict[str, int] = {}
            took: dict[bool, list[float]] = {True: [], False: []}
            for path in sorted(Path(folder).glob("*.jpg")):
                picture = np.asarray(Image.open(path).convert("RGB"), dtype=np.uint8)
                begun = time.perf_counter()
                read = reader.read_lines(picture)
                took[bool(read)].append(time.perf_counter() - begun)
                for line in read:
                    if line.probability >= 0.8:
                        lines[line.text] = lines.get(line.text, 0) + 1
        seconds = {
            "withText": float(np.median(took[True])) if took[True] else None,
            "withoutText": float(np.median(took[False])) if took[False] else None,
        }
        told.append({"film": film, "lines": lines, "seconds": seconds})
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
