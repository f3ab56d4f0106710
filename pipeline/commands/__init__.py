"""One module for each command. `pipeline.cli` imports it when the command is used."""
