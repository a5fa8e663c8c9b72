"""Vectors and terms in Milvus, for an index that many processes and machines search."""
