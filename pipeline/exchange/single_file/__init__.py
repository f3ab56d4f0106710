"""One incident as one file, with its pictures inside: HTML, Markdown, DOCX, PDF."""
