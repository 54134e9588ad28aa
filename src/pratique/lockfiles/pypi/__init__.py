"""Reads locks, requirements files and manifests of Python packages."""
