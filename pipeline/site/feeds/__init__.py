"""The site for machines: JSON, Atom, CSV, redirects."""
