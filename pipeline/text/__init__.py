"""Characters, words and cells of text."""
