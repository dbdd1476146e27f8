"""Reads what a folder holds, family by family: the configuration and the headers of the weights must fit each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, cast

from goodclips_runners.ctranslate2_file import check_weights
from goodclips_runners.detection import (
    LIBRARIES_BYTES,
    MEMORY_FACTOR,
    Detection,
    ModelFile,
    kept_files,
    memory_of,
    need_tensor,
    need_tokenizer,
    positive,
    read_tensors,
    section,
    unknown_model,
)
from goodclips_runners.dlib_file import dlib_face_files
from goodclips_runners.model_folder import read_json
from goodclips_runners.onnx_file import pp_ocr_files
from goodclips_runners.weights import read_header, weight_files

if TYPE_CHECKING:
    from pathlib import Path

    from goodclips_runners.architectures import Family
    from goodclips_runners.weights import Tensor

OPEN_CLIP_WEIGHTS = ("open_clip_model.safetensors", "open_clip_pytorch_model.safetensors", "model.safetensors")
"""In the order in which `open_clip.factory` prefers them."""

VISION_TOWER_PREFIXES = ("model.vision_tower.", "vision_tower.")
"""Of the vision tower's tensors in a checkpoint of `InternVLForConditionalGeneration`, new and old layout."""


class FamilyReader(Protocol):
    """Looks closer at a folder of a family."""

    def __call__(self, model_dir: Path, config: dict[str, Any], family: Family, /) -> Detection:
        """What the folder holds.

        Raises:
            ModelError: `model_invalid`: the family's encoder cannot load it.
        """
        ...


def _found(
    model_dir: Path,
    family: Family,
    architecture: str,
    dimension: int,
    weights: list[Path],
    tensors: dict[str, Tensor],
    *,
    prompts: tuple[str, str] = ("{}", "{}"),
    prefixes: tuple[str, ...] = (),
) -> Detection:
    return Detection(
        family=family,
        architecture=architecture,
        dimension=dimension,
        prompts=prompts,
        memory_bytes=memory_of(tensors.values()),
        files=kept_files(model_dir, weights, prefixes),
    )


def _open_clip(model_dir: Path, _config: dict[str, Any], family: Family) -> Detection:
    model = section(read_json(model_dir / "open_clip_config.json"), "model_cfg")
    dimension = positive(model.get("embed_dim"), "embed_dim")
    text = section(model, "text_cfg")
    if text.get("hf_model_name"):
        raise unknown_model(f"open_clip models with the text tower {text['hf_model_name']} are not supported.")
    if text.get("hf_tokenizer_name"):
        need_tokenizer(model_dir, ("tokenizer.json",), ("vocab.json", "merges.txt"))
    weights = weight_files(model_dir, OPEN_CLIP_WEIGHTS)
    name = str(section(model, "vision_cfg").get("timm_model_name") or "CLIP")
    return _found(model_dir, family, f"open_clip {name}", dimension, weights, read_tensors(weights))


def _clip(model_dir: Path, config: dict[str, Any], family: Family) -> Detection:
    dimension = positive(config.get("projection_dim", 512), "projection_dim")
    weights = weight_files(model_dir)
    tensors = read_tensors(weights)
    need_tensor(tensors, "visual_projection.weight", dimension)
    need_tensor(tensors, "text_projection.weight", dimension)
    need_tokenizer(model_dir, ("tokenizer.json",), ("vocab.json", "merges.txt"))
    return _found(model_dir, family, "CLIPModel", dimension, weights, tensors)


def _siglip(model_dir: Path, config: dict[str, Any], family: Family) -> Detection:
    # Defaults of SiglipVisionConfig and Siglip2VisionConfig.
    dimension = positive(section(config, "vision_config").get("hidden_size", 768), "hidden_size")
    weights = weight_files(model_dir)
    tensors = read_tensors(weights)
    need_tensor(tensors, "vision_model.embeddings.patch_embedding.weight", dimension)
    need_tensor(tensors, "text_model.head.weight", dimension)
    need_tokenizer(model_dir, ("tokenizer.json",))
    architecture = "Siglip2Model" if config.get("model_type") == "siglip2" else "SiglipModel"
    return _found(model_dir, family, architecture, dimension, weights, tensors)


def _clap(model_dir: Path, config: dict[str, Any], family: Family) -> Detection:
    if section(config, "audio_config").get("enable_fusion"):
        raise unknown_model("Fused CLAP models are not supported: they treat a random item of a batch as long.")
    dimension = positive(config.get("projection_dim", 512), "projection_dim")
    weights = weight_files(model_dir)
    tensors = read_tensors(weights)
    need_tensor(tensors, "audio_projection.linear1.weight", dimension)
    need_tensor(tensors, "text_projection.linear1.weight", dimension)
    need_tokenizer(model_dir, ("tokenizer.json",), ("vocab.json", "merges.txt"))
    return _found(model_dir, family, "ClapModel", dimension, weights, tensors)


def _internvl(model_dir: Path, config: dict[str, Any], family: Family) -> Detection:
    vision = section(config, "vision_config") if config.get("model_type") == "internvl" else config
    # Default of InternVLVisionConfig.
    dimension = positive(vision.get("hidden_size", 1024), "hidden_size")
    weights = weight_files(model_dir)
    tensors = read_tensors(weights)
    prefix = next((prefix for prefix in VISION_TOWER_PREFIXES if f"{prefix}embeddings.cls_token" in tensors), "")
    tower = {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}
    need_tensor(tower, "embeddings.cls_token")
    if tower["embeddings.cls_token"].shape[-1:] != (dimension,):
        raise unknown_model("The weights do not fit the configuration: embeddings.cls_token has another length.")
    if prefix:
        weights = [path for path in weights if any(name.startswith(prefix) for name in read_header(path))]
    return _found(
        model_dir,
        family,
        "InternVLVisionModel",
        dimension,
        weights,
        tower,
        prefixes=(prefix,) if prefix else (),
    )


def _pooling(model_dir: Path) -> str | None:
    """How sentence-transformers pools the tokens: `mean`, `lasttoken`, `cls` …; None when the folder does not say."""
    for path in sorted(model_dir.glob("*_Pooling/config.json")):
        config = read_json(path)
        modes = [name.removeprefix("pooling_mode_") for name, on in config.items() if name.startswith("pooling_mode_") and on is True]
        named = config.get("pooling_mode")
        modes = modes or ([named] if isinstance(named, str) else [])
        if modes:
            return "+".join(mode.removesuffix("_tokens").removesuffix("_token") for mode in modes)
    return None


def _prompts(model_dir: Path) -> tuple[str, str]:
    """Prompts of `config_sentence_transformers.json`, as text around `{}`."""
    prompts = section(read_json(model_dir / "config_sentence_transformers.json"), "prompts")

    def around(*names: str) -> str:
        found = next((prompts[name] for name in names if isinstance(prompts.get(name), str)), "")
        return f"{found}{{}}"

    return around("query"), around("passage", "document")


def _text(model_dir: Path, config: dict[str, Any], family: Family) -> Detection:
    model_type = str(config["model_type"])
    pooling = _pooling(model_dir)
    decoder = family.encoder == "text-last-token"
    expected = ("last", "lasttoken") if decoder else ("mean", "cls")
    if pooling is not None and pooling not in expected:
        raise unknown_model(f"Text models of the type {model_type} that pool by “{pooling}” are not supported.")
    if pooling is None and decoder:
        raise unknown_model("The folder does not say that this language model was made for embeddings (1_Pooling/config.json).")
    if any(model_dir.glob("*_Dense/config.json")):
        raise unknown_model("Text models with a dense layer after the pooling are not supported.")
    # DistilBERT calls it dim.
    dimension = positive(config.get("hidden_size", config.get("dim")), "hidden_size")
    weights = weight_files(model_dir)
    need_tokenizer(model_dir, ("tokenizer.json",), ("vocab.txt",), ("vocab.json", "merges.txt"))
    architectures = config.get("architectures")
    architecture = str(cast("list[object]", architectures)[0]) if isinstance(architectures, list) and architectures else model_type
    return _found(model_dir, family, architecture, dimension, weights, read_tensors(weights), prompts=_prompts(model_dir))


def _internvideo2(model_dir: Path, config: dict[str, Any], family: Family) -> Detection:
    files = [path for path in model_dir.rglob("*") if path.is_file()]
    visible = [path for path in files if not any(part.startswith(".") for part in path.relative_to(model_dir).parts)]
    dimension = section(config, "model").get("embed_dim", config.get("embed_dim"))
    size = sum(path.stat().st_size for path in visible)
    return Detection(
        family=family,
        architecture=str(section(config, "auto_map")["AutoModel"]),
        dimension=dimension if isinstance(dimension, int) and dimension > 0 else None,
        prompts=("{}", "{}"),
        memory_bytes=int(size * MEMORY_FACTOR) + LIBRARIES_BYTES,
        files=tuple(ModelFile(path.relative_to(model_dir).as_posix(), path.stat().st_size) for path in sorted(visible)),
    )


def _whisper_ct2(model_dir: Path, _config: dict[str, Any], family: Family) -> Detection:
    weights = model_dir / "model.bin"
    check_weights(weights, "WhisperSpec")
    need_tokenizer(model_dir, ("tokenizer.json",))
    if not any(model_dir.glob("vocabulary.*")):
        raise unknown_model("The vocabulary is missing: vocabulary.json or vocabulary.txt.")
    # In half precision on the disk; what is computed with is no larger.
    memory = int(weights.stat().st_size * MEMORY_FACTOR) + LIBRARIES_BYTES
    return Detection(family, "Whisper", None, ("{}", "{}"), memory, kept_files(model_dir, [weights]))


SPEECH_TENSORS = {
    "whisper": "model.encoder.conv1.weight",
    "moonshine": "model.encoder.conv1.weight",
    "parakeet_ctc": "ctc_head.weight",
    "parakeet_rnnt": "joint.head.weight",
    "parakeet_tdt": "joint.head.weight",
}
"""A tensor that every checkpoint of a type of speech model has, by `model_type`."""


def _speech(model_dir: Path, config: dict[str, Any], family: Family) -> Detection:
    model_type = str(config["model_type"])
    weights = weight_files(model_dir)
    tensors = read_tensors(weights)
    need_tensor(tensors, SPEECH_TENSORS[model_type])
    need_tokenizer(model_dir, ("tokenizer.json",), ("vocab.json", "merges.txt"))
    if not any((model_dir / name).is_file() for name in ("preprocessor_config.json", "processor_config.json")):
        raise unknown_model("The folder does not say how the sound is prepared (preprocessor_config.json).")
    architectures = config.get("architectures")
    architecture = str(cast("list[object]", architectures)[0]) if isinstance(architectures, list) and architectures else model_type
    return Detection(family, architecture, None, ("{}", "{}"), memory_of(tensors.values()), kept_files(model_dir, weights))


def _pp_ocr(model_dir: Path, _config: dict[str, Any], family: Family) -> Detection:
    detection, recognition = pp_ocr_files(model_dir)
    sizes = [ModelFile(path.name, path.stat().st_size) for path in (detection, *recognition)]
    memory = int(sum(file.size_bytes for file in sizes) * MEMORY_FACTOR) + LIBRARIES_BYTES
    # Nothing but the models: the alphabet of each that recognises text is inside of it.
    return Detection(family, "PP-OCR", None, ("{}", "{}"), memory, tuple(sizes))


def _dlib_faces(model_dir: Path, _config: dict[str, Any], family: Family) -> Detection:
    sizes = [ModelFile(path.name, path.stat().st_size) for path in dlib_face_files(model_dir)]
    memory = int(sum(file.size_bytes for file in sizes) * MEMORY_FACTOR) + LIBRARIES_BYTES
    return Detection(family, "dlib ResNet", None, ("{}", "{}"), memory, tuple(sizes))


READERS: dict[str, FamilyReader] = {
    "clip": _clip,
    "siglip": _siglip,
    "open-clip": _open_clip,
    "clap": _clap,
    "text-mean": _text,
    "text-last-token": _text,
    "internvl-vision": _internvl,
    "internvideo2": _internvideo2,
    "whisper-ct2": _whisper_ct2,
    "whisper": _speech,
    "moonshine": _speech,
    "parakeet": _speech,
    "pp-ocr-onnx": _pp_ocr,
    "dlib-faces": _dlib_faces,
}
"""By the name of the family's encoder."""
