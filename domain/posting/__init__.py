"""The heart: the only place where sales, stock and books are written together."""
