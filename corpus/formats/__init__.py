"""Readers, one for each file format, that decode a file to a `corpus.model.Document`."""
