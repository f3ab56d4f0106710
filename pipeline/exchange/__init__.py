"""Bringing in what other houses wrote, and handing out what others ask for."""
