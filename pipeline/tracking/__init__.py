"""Findings as issues: what each issue has to be, the plan that gets there, and the trackers that hold them."""
