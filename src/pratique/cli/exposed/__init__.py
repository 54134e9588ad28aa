"""Implements `pratique exposed`: reads the request, finds the places to search, and searches them."""
