"""Parses lockfiles of Bundler."""
