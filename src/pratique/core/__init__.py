"""Data types and decision rules: frozen values and pure functions that do no I/O and read no clock."""
