"""Implements `pratique incident`: adding to incident files, and printing them."""
