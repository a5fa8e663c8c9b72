"""Readers, one for each file format, that decode a file to a `corpus.model.Document`."""

from corpus.formats.reading import ACCEPTED, SUFFIXES, read, read_all

__all__ = ["ACCEPTED", "SUFFIXES", "read", "read_all"]
