"""Reads the files of a project, lockfiles and the files beside them, from disk and from commits."""
