"""Requests listings and artifacts from registries, chooses the registry, and caches the responses."""
