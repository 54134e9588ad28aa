"""Contains the adapters of the registry protocols that the gate serves, one folder each."""
