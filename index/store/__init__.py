"""Generations on disk: built, previewed, checked, published, and opened for reading."""
