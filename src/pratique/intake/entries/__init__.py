"""Determines the files that a package manager downloads for a lockfile entry."""
