"""The review: who has to do what, week by week."""
