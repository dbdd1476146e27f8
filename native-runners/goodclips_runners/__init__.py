"""Processes that turn frames, sounds and words into vectors; docs/runner-protocol.md is what they speak."""
