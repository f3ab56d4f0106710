"""GitHub as a tracker: who the pipeline is there, its requests, its limits and its errors."""
