"""What the rules know of the world: English verbs."""
