"""An existing postmortem in Markdown → the files of a draft incident."""
