"""What commands do: each brings files, records, tracker and site together."""
