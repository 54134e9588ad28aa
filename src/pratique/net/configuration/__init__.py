"""Reads registries and credentials from the package managers' own configuration."""
