"""One file: its front matter with places, and its body."""
