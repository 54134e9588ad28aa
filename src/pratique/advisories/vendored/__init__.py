"""Recognises libraries that were copied into files, by content, hash, file name and manifest."""
