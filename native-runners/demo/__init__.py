"""Generated clips with exact labels, and the tiny models that are trained on them."""
