"""Authors' Markdown: parsed once into a tree, which every question is asked of and page and issue are written from."""
