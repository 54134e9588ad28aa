"""Recognises libraries that were copied into files, by their content, hash, file name or manifest."""
