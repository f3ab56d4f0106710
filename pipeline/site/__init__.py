"""The site: records and states → pages, as pure functions, and MkDocs around them."""
