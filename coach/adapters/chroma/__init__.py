"""The notes' index: Chroma for the dense half, bm25s for the lexical one."""
