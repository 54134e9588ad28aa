"""Reads the objects of git repositories with git."""
