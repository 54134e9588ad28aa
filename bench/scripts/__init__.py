"""Measures `pratique scripts` on packages that no other list of the project has."""
