"""The commands, by who uses them. `pipeline.cli` loads a module only when one of its commands is asked for."""
