"""Vectors of texts by the plain pipeline of a mean-pooled BERT, written with transformers alone: what ours is held against.

Reads a JSON list of texts from stdin and prints a JSON list of unit vectors. Pooling as in the model's card:
https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2#usage-huggingface-transformers
"""

from __future__ import annotations

import json
import sys

import torch
from transformers import AutoModel, AutoTokenizer


def main() -> None:
    folder = sys.argv[1]
    texts: list[str] = json.load(sys.stdin)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModel.from_pretrained(folder, use_safetensors=True).eval()
    encoded = tokenizer(texts, padding=True, truncation=True, max_length=256, return_tensors="pt")
    with torch.inference_mode():
        hidden = model(**encoded).last_hidden_state
    mask = encoded["attention_mask"].unsqueeze(-1).float()
    vectors = torch.nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1), dim=1)
    sys.stdout.write(json.dumps(vectors.tolist()))


if __name__ == "__main__":
    main()
