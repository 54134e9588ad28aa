"""Reads source distributions: their layout, build and requirements."""
