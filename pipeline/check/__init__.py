"""Schemas first, then rules: everything that is wrong with the incidents, each at its place."""
