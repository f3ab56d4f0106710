"""A year of an organisation that uses the pipeline, with a clock of its own: `python -m tests.review.year`."""
