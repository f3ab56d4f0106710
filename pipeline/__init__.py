"""Postmortems as code: incidents in, checked; findings filed with the teams that own them; a site out."""

__version__ = "0.1.0"
