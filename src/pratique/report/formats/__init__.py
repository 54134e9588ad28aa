"""Formats for machines: JSON, SARIF, JUnit, and those of CI systems."""
