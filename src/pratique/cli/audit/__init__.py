"""Implements `pratique audit`."""
