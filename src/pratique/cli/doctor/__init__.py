"""Implements the checks of `pratique doctor`."""
