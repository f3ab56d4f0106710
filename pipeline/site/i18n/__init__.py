"""The site's own text in each language, and how it formats values."""
