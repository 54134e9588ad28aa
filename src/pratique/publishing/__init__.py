"""Judges what is about to be published: against the last release, the repository and the ignore files."""
