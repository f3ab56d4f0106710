"""Statistics over all incidents, and the page that shows them."""
