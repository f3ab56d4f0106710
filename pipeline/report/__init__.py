"""Diagnostics, plans and reviews as text, Markdown, JSON and SARIF. Pure: nothing here reads or writes files."""
