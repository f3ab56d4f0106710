"""A page as a value, the templates that its HTML comes from, and what several pages show."""
