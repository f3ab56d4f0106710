"""Whether data is what its schema asks for, and in words what is wrong where it is not."""
