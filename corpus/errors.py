"""What can go wrong with a file of a report."""


class CorpusError(Exception):
    """Bad input to the corpus; the message is one line that names the file, the place and the remedy."""
