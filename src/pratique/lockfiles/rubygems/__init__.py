"""Reads locks of Bundler."""
