"""What the site itself says, in each language, and the forms in which it says values."""
