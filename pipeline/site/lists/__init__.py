"""Lists: incidents, findings, teams, services and techniques."""
