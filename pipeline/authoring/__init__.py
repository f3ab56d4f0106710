"""Texts of new files, and changes to the text of files, for commands that write them."""
