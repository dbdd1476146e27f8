"""Says which encoder loads the model of a folder, from its configuration files and the headers of its weights.

`python -m goodclips_runners.detect DIR [--consent-to-run-code]` prints one JSON line: what was found (exit code 0), or
`{"error": {code, message, remedy}}` (exit code 3). No weights are read and no heavy library is imported.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from goodclips_runners.encoder import ModelError
from goodclips_runners.model_folder import check_model_folder, read_json
from goodclips_runners.weights import read_header, weight_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from goodclips_runners.weights import Tensor

OPEN_CLIP_WEIGHTS = ("open_clip_model.safetensors", "open_clip_pytorch_model.safetensors", "model.safetensors")
"""In the order in which `open_clip.factory` prefers them."""

VISION_TOWER_PREFIXES = ("model.vision_tower.", "vision_tower.")
"""Of the vision tower's tensors in a checkpoint of `InternVLForConditionalGeneration`, new and old layout."""

TEXT_ENCODERS = frozenset(
    {"albert", "bert", "camembert", "deberta-v2", "distilbert", "electra", "modernbert", "mpnet", "roberta", "xlm-roberta"}
)
"""Model types of text encoders: their tokens are averaged, or the first one counts, as the folder says."""
TEXT_DECODERS = frozenset({"qwen2", "qwen3"})
"""Model types of text decoders of which the last token counts."""

MEMORY_FACTOR = 1.3
"""Of the bytes of the weights at 4 bytes each: what a loaded model takes with its activations, roughly."""
LIBRARIES_BYTES = 500_000_000
"""What Python, torch and transformers take themselves, roughly."""

Modality = Literal["visual", "audio", "captions", "likeness"]
SpaceKind = Literal["cross-modal", "text", "likeness"]


@dataclass(frozen=True)
class ModelFile:
    """A file that the encoder needs.

    Attributes:
        path: Relative to the folder, with forward slashes.
        size_bytes: Its size.
        tensor_prefixes: Of these weights only the tensors under one of these prefixes are loaded; empty: all.
    """

    path: str
    size_bytes: int
    tensor_prefixes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Detection:
    """What a folder holds.

    Attributes:
        encoder: Name of the encoder that loads it.
        architecture: As its configuration names it.
        modality: What its vectors say something about.
        space_kind: What they can be compared with.
        dimension: Of its vectors; None where only running the model tells.
        prompts: Text put around a query and a passage, when the folder says so.
        memory_bytes: Rough estimate of what it takes while loaded.
        runs_folder_code: It works only by running program code that lies in the folder.
        files: What has to be kept of the folder.
    """

    encoder: str
    architecture: str
    modality: Modality
    space_kind: SpaceKind
    dimension: int | None
    prompts: tuple[str, str]
    memory_bytes: int
    runs_folder_code: bool
    files: tuple[ModelFile, ...]

    def as_json(self) -> dict[str, object]:
        """The detection with the names of the app's contract."""
        return {
            "encoder": self.encoder,
            "architecture": self.architecture,
            "modality": self.modality,
            "spaceKind": self.space_kind,
            "dimension": self.dimension,
            "prompts": {"query": self.prompts[0], "passage": self.prompts[1]},
            "memoryBytes": self.memory_bytes,
            "runsFolderCode": self.runs_folder_code,
            "files": [
                {"path": file.path, "sizeBytes": file.size_bytes}
                | ({"tensorPrefixes": list(file.tensor_prefixes)} if file.tensor_prefixes else {})
                for file in self.files
            ],
        }


def _unknown(message: str) -> ModelError:
    return ModelError(
        "model_invalid",
        message,
        "Import a folder in the plain Hugging Face layout of a CLIP, SigLIP, open_clip, CLAP, BERT-like, Qwen3 or InternVL model.",
    )


def _whole(value: object, name: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise _unknown(f"The configuration does not say how long the vectors are ({name}).")


def _part(config: dict[str, Any], name: str) -> dict[str, Any]:
    part = config.get(name)
    return cast("dict[str, Any]", part) if isinstance(part, dict) else {}


def _kept(model_dir: Path, weights: Iterable[Path], prefixes: tuple[str, ...] = ()) -> tuple[ModelFile, ...]:
    """The weights, and all small files of the folder and of its pooling and tokenizer folders that configure the model."""
    small = [path for pattern in ("*", "*/config.json") for path in model_dir.glob(pattern) if path.is_file()]
    kept = {path for path in small if path.suffix in (".json", ".model", ".txt") and not path.name.startswith(".")}
    kept |= {path for path in small if path.name.upper() in ("LICENSE", "LICENSE.MD", "NOTICE", "README.MD")}
    chosen = set(weights)
    # The index of weights in parts names files that belong to it; one without its parts would mislead the loader.
    kept = {path for path in kept if not path.name.endswith(".index.json") or len(chosen) > 1}
    return tuple(
        ModelFile(path.relative_to(model_dir).as_posix(), path.stat().st_size, prefixes if path in chosen else ())
        for path in sorted(kept | chosen)
    )


def _headers(weights: Iterable[Path]) -> dict[str, Tensor]:
    return {name: tensor for path in weights for name, tensor in read_header(path).items()}


def _memory(tensors: Iterable[Tensor]) -> int:
    count = 0
    for tensor in tensors:
        size = 1
        for length in tensor.shape:
            size *= length
        count += size
    return int(count * 4 * MEMORY_FACTOR) + LIBRARIES_BYTES


def _need(tensors: dict[str, Tensor], name: str, dimension: int | None = None) -> None:
    """Refuses weights of which one tensor is missing, or has another first size than the configuration says."""
    tensor = tensors.get(name)
    if tensor is None:
        raise _unknown(f"The weights do not fit the configuration: {name} is missing.")
    if dimension is not None and (not tensor.shape or tensor.shape[0] != dimension):
        raise _unknown(f"The weights do not fit the configuration: {name} is {list(tensor.shape)}, not {dimension} long.")


def _need_tokenizer(model_dir: Path, *alternatives: tuple[str, ...]) -> None:
    if not any(all((model_dir / name).is_file() for name in names) for names in alternatives):
        wanted = " or ".join(" with ".join(names) for names in alternatives)
        raise _unknown(f"The tokenizer is missing: {wanted}.")


def _found(
    model_dir: Path,
    encoder: str,
    architecture: str,
    kind: tuple[Modality, SpaceKind],
    dimension: int,
    weights: list[Path],
    tensors: dict[str, Tensor],
    *,
    prompts: tuple[str, str] = ("{}", "{}"),
    prefixes: tuple[str, ...] = (),
) -> Detection:
    return Detection(
        encoder=encoder,
        architecture=architecture,
        modality=kind[0],
        space_kind=kind[1],
        dimension=dimension,
        prompts=prompts,
        memory_bytes=_memory(tensors.values()),
        runs_folder_code=False,
        files=_kept(model_dir, weights, prefixes),
    )


def _open_clip(model_dir: Path) -> Detection:
    model = _part(read_json(model_dir / "open_clip_config.json"), "model_cfg")
    dimension = _whole(model.get("embed_dim"), "embed_dim")
    text = _part(model, "text_cfg")
    if text.get("hf_model_name"):
        raise _unknown(f"open_clip models with the text tower {text['hf_model_name']} are not supported.")
    if text.get("hf_tokenizer_name"):
        _need_tokenizer(model_dir, ("tokenizer.json",), ("vocab.json", "merges.txt"))
    weights = weight_files(model_dir, OPEN_CLIP_WEIGHTS)
    name = str(_part(model, "vision_cfg").get("timm_model_name") or "CLIP")
    return _found(model_dir, "open-clip", f"open_clip {name}", ("visual", "cross-modal"), dimension, weights, _headers(weights))


def _clip(model_dir: Path, config: dict[str, Any]) -> Detection:
    dimension = _whole(config.get("projection_dim", 512), "projection_dim")
    weights = weight_files(model_dir)
    tensors = _headers(weights)
    _need(tensors, "visual_projection.weight", dimension)
    _need(tensors, "text_projection.weight", dimension)
    _need_tokenizer(model_dir, ("tokenizer.json",), ("vocab.json", "merges.txt"))
    return _found(model_dir, "clip", "CLIPModel", ("visual", "cross-modal"), dimension, weights, tensors)


def _siglip(model_dir: Path, config: dict[str, Any]) -> Detection:
    # Defaults of SiglipVisionConfig and Siglip2VisionConfig.
    dimension = _whole(_part(config, "vision_config").get("hidden_size", 768), "hidden_size")
    weights = weight_files(model_dir)
    tensors = _headers(weights)
    _need(tensors, "vision_model.embeddings.patch_embedding.weight", dimension)
    _need(tensors, "text_model.head.weight", dimension)
    _need_tokenizer(model_dir, ("tokenizer.json",))
    architecture = "Siglip2Model" if config.get("model_type") == "siglip2" else "SiglipModel"
    return _found(model_dir, "siglip", architecture, ("visual", "cross-modal"), dimension, weights, tensors)


def _clap(model_dir: Path, config: dict[str, Any]) -> Detection:
    if _part(config, "audio_config").get("enable_fusion"):
        raise _unknown("Fused CLAP models are not supported: they treat a random item of a batch as long.")
    dimension = _whole(config.get("projection_dim", 512), "projection_dim")
    weights = weight_files(model_dir)
    tensors = _headers(weights)
    _need(tensors, "audio_projection.linear1.weight", dimension)
    _need(tensors, "text_projection.linear1.weight", dimension)
    _need_tokenizer(model_dir, ("tokenizer.json",), ("vocab.json", "merges.txt"))
    return _found(model_dir, "clap", "ClapModel", ("audio", "cross-modal"), dimension, weights, tensors)


def _internvl(model_dir: Path, config: dict[str, Any]) -> Detection:
    vision = _part(config, "vision_config") if config.get("model_type") == "internvl" else config
    # Default of InternVLVisionConfig.
    dimension = _whole(vision.get("hidden_size", 1024), "hidden_size")
    weights = weight_files(model_dir)
    tensors = _headers(weights)
    prefix = next((prefix for prefix in VISION_TOWER_PREFIXES if f"{prefix}embeddings.cls_token" in tensors), "")
    tower = {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}
    _need(tower, "embeddings.cls_token")
    if tower["embeddings.cls_token"].shape[-1:] != (dimension,):
        raise _unknown("The weights do not fit the configuration: embeddings.cls_token has another length.")
    if prefix:
        weights = [path for path in weights if any(name.startswith(prefix) for name in read_header(path))]
    return _found(
        model_dir,
        "internvl-vision",
        "InternVLVisionModel",
        ("likeness", "likeness"),
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
    prompts = _part(read_json(model_dir / "config_sentence_transformers.json"), "prompts")

    def around(*names: str) -> str:
        found = next((prompts[name] for name in names if isinstance(prompts.get(name), str)), "")
        return f"{found}{{}}"

    return around("query"), around("passage", "document")


def _text(model_dir: Path, config: dict[str, Any]) -> Detection:
    model_type = str(config["model_type"])
    pooling = _pooling(model_dir)
    encoder = "text-mean" if model_type in TEXT_ENCODERS else "text-last-token"
    expected = ("mean", "cls") if encoder == "text-mean" else ("last", "lasttoken")
    if pooling is not None and pooling not in expected:
        raise _unknown(f"Text models of the type {model_type} that pool by “{pooling}” are not supported.")
    if pooling is None and encoder == "text-last-token":
        raise _unknown("The folder does not say that this language model was made for embeddings (1_Pooling/config.json).")
    if any(model_dir.glob("*_Dense/config.json")):
        raise _unknown("Text models with a dense layer after the pooling are not supported.")
    # DistilBERT calls it dim.
    dimension = _whole(config.get("hidden_size", config.get("dim")), "hidden_size")
    weights = weight_files(model_dir)
    _need_tokenizer(model_dir, ("tokenizer.json",), ("vocab.txt",), ("vocab.json", "merges.txt"))
    architectures = config.get("architectures")
    architecture = str(cast("list[object]", architectures)[0]) if isinstance(architectures, list) and architectures else model_type
    return _found(
        model_dir, encoder, architecture, ("captions", "text"), dimension, weights, _headers(weights), prompts=_prompts(model_dir)
    )


_BY_TYPE: dict[str, Callable[[Path, dict[str, Any]], Detection]] = {
    "clip": _clip,
    "siglip": _siglip,
    "siglip2": _siglip,
    "clap": _clap,
    "internvl": _internvl,
    "internvl_vision": _internvl,
    **dict.fromkeys((*TEXT_ENCODERS, *TEXT_DECODERS), _text),
}


def _has_code(model_dir: Path, config: dict[str, Any]) -> bool:
    """Whether the folder brings a model class of its own that is named by its configuration."""
    return isinstance(_part(config, "auto_map").get("AutoModel"), str) and any(model_dir.glob("*.py"))


def _internvideo2(model_dir: Path, config: dict[str, Any]) -> Detection:
    files = [path for path in model_dir.rglob("*") if path.is_file()]
    visible = [path for path in files if not any(part.startswith(".") for part in path.relative_to(model_dir).parts)]
    dimension = _part(config, "model").get("embed_dim", config.get("embed_dim"))
    size = sum(path.stat().st_size for path in visible)
    return Detection(
        encoder="internvideo2",
        architecture=str(_part(config, "auto_map")["AutoModel"]),
        modality="likeness",
        space_kind="likeness",
        dimension=dimension if isinstance(dimension, int) and dimension > 0 else None,
        prompts=("{}", "{}"),
        memory_bytes=int(size * MEMORY_FACTOR) + LIBRARIES_BYTES,
        runs_folder_code=True,
        files=tuple(ModelFile(path.relative_to(model_dir).as_posix(), path.stat().st_size) for path in sorted(visible)),
    )


def detect(model_dir: Path, *, consent_to_run_code: bool = False) -> Detection:
    """Finds the encoder for the model of a folder.

    Args:
        model_dir: Folder in the plain Hugging Face layout.
        consent_to_run_code: A person agreed that program code of the folder may run.

    Raises:
        ModelError: The folder is missing, unsafe, broken or of a kind that no encoder knows; or needs consent.
    """
    if not model_dir.is_dir():
        check_model_folder(model_dir)
    config = read_json(model_dir / "config.json")
    model_type = config.get("model_type")
    known = _BY_TYPE.get(model_type) if isinstance(model_type, str) else None
    if known is None and _has_code(model_dir, config):
        check_model_folder(model_dir, runs_code=True, consent=consent_to_run_code)
        return _internvideo2(model_dir, config)
    check_model_folder(model_dir)
    open_clip = (model_dir / "open_clip_config.json").is_file()
    if open_clip and (known is None or any((model_dir / name).is_file() for name in OPEN_CLIP_WEIGHTS[:2])):
        return _open_clip(model_dir)
    if known is not None:
        return known(model_dir, config)
    if isinstance(model_type, str):
        raise _unknown(f"No encoder knows models of the type “{model_type}”.")
    raise _unknown("The folder has no config.json or open_clip_config.json that names its architecture.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints what a folder holds; returns the exit code."""
    parser = argparse.ArgumentParser(prog="goodclips_runners.detect", description="Which encoder loads the model of a folder.")
    parser.add_argument("model_dir", type=Path, metavar="DIR")
    parser.add_argument("--consent-to-run-code", action="store_true", help="program code of the folder may run")
    options = parser.parse_args(arguments)
    try:
        answer = detect(options.model_dir, consent_to_run_code=options.consent_to_run_code).as_json()
        code = 0
    except ModelError as error:
        answer = {"error": {"code": error.code, "message": str(error), "remedy": error.remedy}}
        code = 3
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
