"""What finds passages: vectors and terms, in files (FAISS, tantivy) or in Milvus."""
