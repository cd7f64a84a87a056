"""What is read from the books, and the proof that they are right."""
