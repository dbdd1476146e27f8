"""How much of the bare forward pass is left end to end, and what the engines gain, on full-size models with random weights.

End to end is the worker's own pipeline: lines of requests, slices of files, decoding, resizing or tokenising, forward pass, lines of
answers. Bare is the forward pass of the same encoder on the same items, made ready beforehand, in the same process.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image, ImageDraw

from goodclips_runners.device import device_name, resolve_device
from goodclips_runners.encoder import LoadOptions
from goodclips_runners.encoders import load_encoder
from goodclips_runners.inputs import read_items
from goodclips_runners.requests import Embed, parse_request
from goodclips_runners.stdio import Answers
from goodclips_runners.versions import library_versions
from goodclips_runners.work import EmbeddingWork
from goodclips_runners.worker import Worker
from tests.picture_rows import save_clip
from tests.random_models import caption, save_bert, save_clap

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from goodclips_runners.device import Device
    from goodclips_runners.encoder import Encoder, EngineName
    from goodclips_runners.encoders.base import Kind

ENGINES: dict[str, tuple[EngineName, ...]] = {"cpu": ("fp32", "bf16", "int8"), "cuda": ("fp32", "bf16", "fp16"), "mps": ("fp32", "fp16")}
IN_FLIGHT = 2
"""Requests that the host keeps open (docs/runner-protocol.md)."""


@dataclass(frozen=True)
class Work:
    """Items of one kind.

    Attributes:
        kind: What they are.
        unit: What is counted.
        units_each: Units of an item.
        item: Makes the fields of item `n`.
    """

    kind: Kind
    unit: str
    units_each: float
    item: Callable[[int], dict[str, Any]]


def say(text: str) -> None:
    """Tells a person how far it is; the result is on stdout."""
    sys.stderr.write(text + "\n")


def frames(folder: Path) -> Work:
    """Frames as `analyse` keeps them: JPEGs of 16:9 in one file, 448 pixels high."""
    random = np.random.default_rng(1)
    pack = folder / "frames.pack"
    places: list[tuple[int, int]] = []
    with pack.open("wb") as file:
        for _ in range(24):
            coarse = random.integers(0, 255, (9, 16, 3), dtype=np.uint8)
            picture = Image.fromarray(coarse).resize((796, 448), Image.Resampling.BICUBIC)
            drawing = ImageDraw.Draw(picture)
            for _ in range(30):
                x, y, size = (int(one) for one in random.integers(0, 700, 3))
                drawing.ellipse(
                    (x, y % 448, x + size // 8, y % 448 + size // 9), fill=tuple(int(one) for one in random.integers(0, 255, 3))
                )
            grain = random.normal(0, 6, (448, 796, 1))
            noisy = np.clip(np.asarray(picture, dtype=np.float64) + grain, 0, 255).astype(np.uint8)
            start = file.tell()
            Image.fromarray(noisy).save(file, format="JPEG", quality=85)
            places.append((start, file.tell() - start))
    return Work("images", "images", 1, lambda n: slice_of(pack, places[n % len(places)]))


def sounds(folder: Path) -> Work:
    """Scenes of ten seconds in one file of samples."""
    samples = (np.random.default_rng(2).standard_normal(48_000 * 40) * 3000).astype("<i2")
    file = folder / "audio.pcm"
    file.write_bytes(samples.tobytes())
    return Work("audio", "audioSeconds", 10, lambda n: slice_of(file, ((n % 30) * 96_000, 960_000)))


def captions() -> Work:
    """Captions of four to nineteen words, as spoken lines are."""
    return Work("texts", "captions", 1, lambda n: {"text": caption(4 + n % 16, n), "role": "passage"})


def slice_of(file: Path, place: tuple[int, int]) -> dict[str, Any]:
    """Fields of a slice."""
    return {"path": str(file), "offset": place[0], "length": place[1]}


def requests(work: Work, count: int, batch: int) -> list[bytes]:
    """Lines that ask for `count` items."""
    lines: list[bytes] = []
    for start in range(0, count, batch):
        items = [{"key": str(n), **work.item(n)} for n in range(start, min(count, start + batch))]
        lines.append(json.dumps({"type": "embed", "id": str(start), "kind": work.kind, "items": items}).encode() + b"\n")
    return lines


def end_to_end_seconds(encoder: Encoder, device: Device, lines: Sequence[bytes], threads: int) -> float:
    """Time from the first request to the last answer, through the worker."""
    asked, ask = os.pipe()
    answered, answer = os.pipe()
    free = threading.Semaphore(IN_FLIGHT)
    failed: list[str] = []
    worker = Worker(Answers(answer), asked, threads, on_broken=lambda error: failed.append(repr(error)))

    def feed() -> None:
        for line in lines:
            free.acquire()
            rest = memoryview(line)
            while rest:
                rest = rest[os.write(ask, rest) :]
        os.close(ask)

    def collect() -> None:
        with os.fdopen(answered, "rb") as file:
            for line in file:
                message = json.loads(line)
                if message["type"] == "heartbeat":
                    continue
                if message["type"] != "result" or any("error" in item for item in message["items"]):
                    failed.append(line.decode()[:300])
                free.release()

    collector = threading.Thread(target=collect)
    collector.start()
    started = time.perf_counter()
    threading.Thread(target=feed, daemon=True).start()
    worker.listen()
    worker.run(EmbeddingWork(encoder), device)
    seconds = time.perf_counter() - started
    os.close(asked)
    # Nothing is written any more: the heartbeat ends before `run` returns.
    os.close(answer)
    collector.join()
    if failed:
        raise RuntimeError(f"the worker answered: {failed[0]}")
    return seconds


def bare_seconds(encoder: Encoder, lines: Sequence[bytes]) -> float:
    """Time of the forward passes alone, on items that were made ready before."""
    total = 0.0
    for line in lines:
        request = parse_request(line)
        assert isinstance(request, Embed)
        prepared = read_items(encoder, request.kind, request.items).prepared
        assert prepared is not None
        assert not prepared.errors
        started = time.perf_counter()
        encoder.forward(prepared)
        total += time.perf_counter() - started
    return total


def pipeline(name: str, work: Work, encoder: Encoder, device: Device, seconds: float, threads: int) -> dict[str, Any]:
    """End to end over bare, both measured in turns."""
    batch = encoder.max_batch
    one = requests(work, batch, batch)
    bare_seconds(encoder, one)
    each = bare_seconds(encoder, one)
    count = batch * max(3, round(seconds / max(each, 1e-6)))
    lines = requests(work, count, batch)
    bare: list[float] = []
    whole: list[float] = []
    for _ in range(3):
        bare.append(count * work.units_each / bare_seconds(encoder, lines))
        whole.append(count * work.units_each / end_to_end_seconds(encoder, device, lines, threads))
    result = {
        "model": name,
        "engine": encoder.engine,
        "batch": batch,
        "items": count,
        "unit": work.unit,
        "endToEndPerSecond": round(statistics.median(whole), 2),
        "barePerSecond": round(statistics.median(bare), 2),
        "ratio": round(statistics.median(one / other for one, other in zip(whole, bare, strict=True)), 3),
    }
    say(f"{name}: {result['endToEndPerSecond']} {work.unit}/s end to end, {result['barePerSecond']} bare, ratio {result['ratio']}")
    return result


def engines(folder: Path, work: Work, options: Callable[[EngineName], LoadOptions], seconds: float) -> list[dict[str, Any]]:
    """Each engine's images a second and its smallest cosine to fp32, on the same pictures in the same run."""
    device = options("fp32").device
    loaded: dict[str, Encoder] = {}
    results: list[dict[str, Any]] = []
    for name in ENGINES[device]:
        if name == "bf16" and device == "cpu":
            from goodclips_runners.engines import cpu_has_bf16

            if not cpu_has_bf16():
                results.append({"engine": name, "used": False, "reason": "this processor has no bf16"})
                continue
        encoder = load_encoder("clip", folder, options(name))
        if encoder.engine == name:
            loaded[name] = encoder
        else:
            results.append({"engine": name, "used": False, "reason": f"gave way to {encoder.engine}: it cannot be made here, or differs"})
    lines = requests(work, 16, 16)
    request = parse_request(lines[0])
    assert isinstance(request, Embed)
    ready = {name: read_items(encoder, request.kind, request.items).prepared for name, encoder in loaded.items()}
    vectors: dict[str, Any] = {}
    best = dict.fromkeys(loaded, 0.0)
    started = time.perf_counter()
    while time.perf_counter() - started < seconds * len(loaded) or len(vectors) < len(loaded):
        for name, encoder in loaded.items():
            prepared = ready[name]
            assert prepared is not None
            before = time.perf_counter()
            vectors[name] = encoder.forward(prepared)
            best[name] = max(best[name], len(request.items) / (time.perf_counter() - before))
    for name in loaded:
        cosine = float((vectors[name] * vectors["fp32"]).sum(axis=1).min())
        results.append(
            {
                "engine": name,
                "used": True,
                "imagesPerSecond": round(best[name], 2),
                "timesFp32": round(best[name] / best["fp32"], 2),
                "smallestCosine": round(cosine, 6),
            }
        )
        say(f"CLIP B/32 {name}: {best[name]:.1f} images/s, {best[name] / best['fp32']:.2f} × fp32, smallest cosine {cosine:.5f}")
    return results


def main() -> None:
    """Measures and prints one JSON object."""
    parser = argparse.ArgumentParser(prog="bench.embed", description=__doc__)
    parser.add_argument("--seconds", type=float, default=6.0, help="of each measurement")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda", "mps"), default="auto")
    parser.add_argument("--threads", type=int, default=2, help="threads that read and prepare")
    parser.add_argument("--only", choices=("images", "audio", "captions", "engines"), help="one part alone")
    parsed = parser.parse_args()
    device = resolve_device(parsed.device)
    result: dict[str, Any] = {
        "device": device,
        "deviceName": device_name(device),
        "processors": os.cpu_count(),
        "versions": library_versions(),
        "weights": "random, full size",
        "pipelines": [],
    }
    with tempfile.TemporaryDirectory(prefix="goodclips-bench-") as name:
        folder = Path(name)

        def options(engine: EngineName, preprocessing: str = "default") -> LoadOptions:
            reference = preprocessing == "reference"
            return LoadOptions(
                "bench",
                "random",
                device,
                engine,
                "reference" if reference else "default",
                state_dir=folder / "state",
                threads=parsed.threads,
            )

        def measure(model: str, encoder: str, where: Path, work: Work) -> None:
            loaded = load_encoder(encoder, where, options("auto"))
            result["pipelines"].append(pipeline(model, work, loaded, device, parsed.seconds, parsed.threads))

        if parsed.only in (None, "captions"):
            say("e5-base-v2 …")
            measure("e5-base-v2", "text-mean", save_bert(folder / "e5"), captions())
        if parsed.only in (None, "audio"):
            say("CLAP …")
            measure("clap-htsat-unfused", "clap", save_clap(folder / "clap"), sounds(folder))
        if parsed.only in (None, "images", "engines"):
            say("CLIP ViT-B/32 …")
            clip = folder / "clip"
            save_clip(clip)
            if parsed.only != "engines":
                measure("clip-vit-base-patch32", "clip", clip, frames(folder))
            if parsed.only != "images":
                result["engines"] = engines(clip, frames(folder), lambda engine: options(engine, "reference"), parsed.seconds)
    sys.stdout.write(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
