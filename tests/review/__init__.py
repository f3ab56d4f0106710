"""The review: what is wanted of whom, week by week."""
