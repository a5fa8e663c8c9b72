"""What finds passages: the search, over vectors and terms in files (FAISS, tantivy) or in Milvus."""
