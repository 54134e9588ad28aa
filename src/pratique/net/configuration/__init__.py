"""Reads registries and credentials from the configuration of the package managers."""
