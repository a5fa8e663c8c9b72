"""Readers, one for each file format, that decode a file to a `corpus.model.Document`."""

from corpus.formats.bundle import read_all
from corpus.formats.reading import SUFFIXES, read

__all__ = ["SUFFIXES", "read", "read_all"]
