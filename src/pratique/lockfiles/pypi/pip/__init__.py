"""Parses pip's requirements files and constraints files."""
