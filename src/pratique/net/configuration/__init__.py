"""The package managers' own configuration, read for registries and credentials."""
