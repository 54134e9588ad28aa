"""Parses lockfiles, requirements files and manifests of Python packages."""
