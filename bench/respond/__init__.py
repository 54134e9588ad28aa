"""Measures the search for exposure on made-up machines."""
