"""From passages to hits: embedder, vector store, lexical index, generations, reindexing."""
