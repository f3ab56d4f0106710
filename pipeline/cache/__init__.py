"""What a run keeps for the next one, and how it tells that it is still right."""
