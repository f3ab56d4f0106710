"""The corpus without anything above the level of an audience."""
