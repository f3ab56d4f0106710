"""The editor's server: the check, completion, help, definitions and quick fixes, by the Language Server Protocol."""
