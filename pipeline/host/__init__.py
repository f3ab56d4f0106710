"""This machine: its files, programs and terminals. Whatever the pipeline does to them, it does through here."""
