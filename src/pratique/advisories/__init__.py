"""Reads advisories from their sources, stores them in a local index and finds the advisories that affect a version."""
