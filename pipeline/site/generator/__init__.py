"""MkDocs around the tree of pages: build, preview, configuration."""
