"""Readers, one for each file format, that decode a file to a `corpus.model.Document`."""

from corpus.formats.reading import SUFFIXES, read

__all__ = ["SUFFIXES", "read"]
