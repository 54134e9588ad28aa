"""Compares an artifact with its source repository in a separate process."""
