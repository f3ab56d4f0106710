"""The response team's review: who has to do what, week by week, until each finding is resolved."""
