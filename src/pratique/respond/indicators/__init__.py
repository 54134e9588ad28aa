"""Writes the indicators of an attack for people and for tools that hunt: text, CSV, STIX, Sigma and YARA."""
