"""Chooses the registry of a package, requests listings and artifacts, and caches the responses."""
