"""Makes the plan: what has to change between the desired and the observed state of the issues."""
