"""Authors' Markdown: parsed once into a tree, which the check reads and from which pages and issues are written."""
