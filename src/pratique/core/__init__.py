"""The words and the laws: frozen values and pure functions, without I/O and without a clock."""
