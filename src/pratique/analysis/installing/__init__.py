"""Describes what the installation of an artifact runs, from its facts."""
