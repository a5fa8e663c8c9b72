"""Generations on disk: read, checked, previewed, kept and locked."""
