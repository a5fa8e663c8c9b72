"""Understanding a question: what is asked, of whom and when, and what earlier turns add."""
