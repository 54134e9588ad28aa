"""Reads requirements files and constraints files of pip."""
