"""The checks of `pratique doctor`."""
