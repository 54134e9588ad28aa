"""Locks of Bundler."""
