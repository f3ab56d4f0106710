"""This machine: its files, programs and terminals. All access to them goes through this package."""
