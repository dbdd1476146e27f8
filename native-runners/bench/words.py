"""Speed and words of a runner beside a direct call of faster-whisper: `python -m bench.words --model DIR FILM…` prints JSON.

Each film is transcribed by both in turn, with the same settings, each with its model loaded before. The direct call reads the film's sound
itself; the runner gets samples at 48 kHz, as the app keeps them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, Any, cast

PROJECT = Path(__file__).parent.parent


def _samples(film: Path, seconds: float, target: Path) -> int:
    cut = ["-t", str(seconds)] if seconds > 0 else []
    raw = ["-map", "0:a:0", "-ac", "1", "-ar", "48000", "-f", "s16le", str(target)]
    command = ["ffmpeg", "-v", "error", "-y", "-i", str(film), *cut, *raw]
    subprocess.run(command, check=True)
    return target.stat().st_size


def _wave(pcm: Path, target: Path) -> None:
    command = ["ffmpeg", "-v", "error", "-y", "-f", "s16le", "-ar", "48000", "-ac", "1", "-i", str(pcm), str(target)]
    subprocess.run(command, check=True)


class _Runner:
    """A runner process with its model loaded."""

    def __init__(self, model: Path) -> None:
        words = ["--model-dir", str(model), "--model", "m", "--revision", "r", "--encoder", "whisper-ct2", "--device", "cpu"]
        command = [sys.executable, "-m", "goodclips_runners", *words]
        self._process = subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.memory = 0
        self._until("ready")

    def _until(self, wanted: str) -> dict[str, Any]:
        for line in cast("IO[bytes]", self._process.stdout):
            message = json.loads(line)
            self.memory = max(self.memory, message.get("memoryBytes", 0))
            if message["type"] == wanted:
                return message
            if message["type"] in ("error", "fatal"):
                raise RuntimeError(message["message"])
        raise RuntimeError("the runner ended")

    def transcribe(self, pcm: Path, size: int) -> list[dict[str, Any]]:
        """Segments of a sound at 48 kHz."""
        request = {"type": "transcribe", "id": "1", "key": "k", "path": str(pcm), "offset": 0, "length": size, "sampleRate": 48000}
        pipe = cast("IO[bytes]", self._process.stdin)
        pipe.write(json.dumps(request).encode() + b"\n")
        pipe.flush()
        return self._until("result")["items"][0]["transcript"]["segments"]

    def close(self) -> None:
        """Ends the process."""
        cast("IO[bytes]", self._process.stdin).close()
        self._process.wait()


def main() -> None:
    """Measures, and prints one JSON object."""
    parser = argparse.ArgumentParser(prog="bench.words")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=0, help="of each film; 0: all")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("films", type=Path, nargs="+")
    options = parser.parse_args()
    import ctranslate2
    from faster_whisper import WhisperModel

    from goodclips_runners.cores import usable_cores
    from goodclips_runners.transcribers.whisper_ct2 import MOST_THREADS, SEED, SETTINGS

    direct = WhisperModel(str(options.model), device="cpu", compute_type="int8", cpu_threads=min(usable_cores(), MOST_THREADS))
    runner = _Runner(options.model)
    films: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="goodclips-words-") as folder:
        pcm, wave = Path(folder) / "sound.pcm", Path(folder) / "sound.wav"
        for film in options.films:
            size = _samples(film, options.seconds, pcm)
            _wave(pcm, wave)
            took: dict[str, list[float]] = {"direct": [], "runner": []}
            texts: dict[str, str] = {}
            segments: list[dict[str, Any]] = []
            for _ in range(options.rounds):
                begun = time.perf_counter()
                ctranslate2.set_random_seed(SEED)
                found, _info = direct.transcribe(str(wave), **SETTINGS)
                texts["direct"] = "".join(segment.text for segment in found).strip()
                took["direct"].append(time.perf_counter() - begun)
                begun = time.perf_counter()
                segments = runner.transcribe(pcm, size)
                took["runner"].append(time.perf_counter() - begun)
            texts["runner"] = "".join(segment["text"] for segment in segments).strip()
            films.append({"film": str(film), "seconds": size / 96_000, "took": took, "texts": texts})
    runner.close()
    sys.stdout.write(json.dumps({"films": films, "memoryBytes": runner.memory}) + "\n")


if __name__ == "__main__":
    main()
