"""Times and periods, as exact as they are known."""
