"""What can go wrong with the index."""


class IndexFault(Exception):  # noqa: N818 - "IndexError" is taken by the language
    """The index cannot do what was asked; the message is one line with place and remedy."""
