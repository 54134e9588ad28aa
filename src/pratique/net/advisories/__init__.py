"""Reads advisories from their publishers, and from files on this machine."""
