"""The index: passages, search, the reader, and answers."""
