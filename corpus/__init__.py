"""The corpus: reports, how their files are read, and what a page consists of."""
