"""A repository of incidents: its configuration, its files as records, its history."""
