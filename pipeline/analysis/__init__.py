"""What follows from the records of incidents: durations, deadlines of notifications, recurrences."""
