"""Locks, requirements files and manifests of Python packages."""
