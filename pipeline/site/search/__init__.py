"""What is searched, and its index."""
