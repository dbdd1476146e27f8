"""Measures PySceneDetect 0.7.2 on the golden clips and writes golden-scores.json.

Run from the repository root inside the bench environment that `bench/cuts.ts` makes:
    .cache/bench-python/bin/python bench/cuts/make-golden.py
"""

import json
import subprocess
import tempfile
from pathlib import Path

from scenedetect import AdaptiveDetector, ContentDetector, SceneManager, StatsManager, __version__, open_video

FIXTURES = Path("electron/media/kernel/fixtures")


def make_clip(recipe: str, width: int, height: int, path: Path) -> None:
    """Makes one clip exactly as the test does."""
    graph = recipe.replace("{w}", str(width)).replace("{h}", str(height))
    flags = ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-c:v", "ffv1", "-pix_fmt", "yuv420p"]
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y", "-filter_complex", graph, "-map", "[out]", *flags, str(path)]
    subprocess.run(command, check=True)


def measure(path: Path) -> dict:
    """Returns the scores of every frame and the cuts of both detectors with their defaults."""
    stats = StatsManager()
    manager = SceneManager(stats)
    manager.add_detector(ContentDetector())
    video = open_video(str(path))
    manager.detect_scenes(video)
    content = [scene[0].frame_num for scene in manager.get_scene_list()][1:]
    count = video.frame_number
    start = video.base_timecode
    scores = [0.0]
    for frame in range(1, count):
        [value] = stats.get_metrics(start + frame, ["content_val"])
        scores.append(round(value, 4))
    manager = SceneManager()
    manager.add_detector(AdaptiveDetector())
    manager.detect_scenes(open_video(str(path)))
    adaptive = [scene[0].frame_num for scene in manager.get_scene_list()][1:]
    return {"scores": scores, "content": content, "adaptive": adaptive}


def main() -> None:
    recipe = json.loads((FIXTURES / "golden-clips.json").read_text())
    clips = []
    with tempfile.TemporaryDirectory() as folder:
        for width, height in recipe["sizes"]:
            path = Path(folder) / f"{width}.mkv"
            make_clip(recipe["filter"], width, height, path)
            clips.append({"width": width, "height": height, **measure(path)})
    golden = {"scenedetect": __version__, "clips": clips}
    (FIXTURES / "golden-scores.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
