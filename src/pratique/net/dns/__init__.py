"""Resolves host names, and checks whether domains exist."""
