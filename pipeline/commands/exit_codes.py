"""What the exit code of a command means."""

FAILED = 1
"""The incidents have errors, or the run was refused or only partly carried out."""

UNUSABLE = 2
"""Wrong usage or configuration, or a service that cannot be reached."""
