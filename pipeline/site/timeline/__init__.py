"""The chain of events as a picture."""
