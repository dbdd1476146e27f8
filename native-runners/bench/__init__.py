"""Measurements; `npm run bench -- embed` runs them."""
