"""The registry protocols that the gate serves, one folder each."""
