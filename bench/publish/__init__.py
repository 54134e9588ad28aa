"""Measures `pratique publish check`: real releases that must not be stopped, and the time for a package of 1,000 files."""
