"""Reads the files of a project from disk and from commits: lockfiles, manifests and settings."""
