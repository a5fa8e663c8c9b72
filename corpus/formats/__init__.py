"""Readers, one for each file format, that decode a file to a `corpus.model.Document`."""

from corpus.formats.reading import SUFFIXES, read, read_all

__all__ = ["SUFFIXES", "read", "read_all"]
