"""Diagnostics, plans and reviews, in words and for machines. Pure: nothing here reads or writes."""
