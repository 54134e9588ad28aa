"""Reads advisories from their sources, stores them in an index and finds the advisories that affect a version."""
