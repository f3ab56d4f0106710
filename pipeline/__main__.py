"""`python -m pipeline` is `postmortem`."""

from pipeline.cli import main

main(prog_name="postmortem")
