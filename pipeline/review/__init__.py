"""The response team's review: what is wanted of whom, week by week, until each finding is resolved."""
