"""Writes reports in machine-readable formats: JSON, SARIF, JUnit and the formats of CI systems."""
