"""The site: records and standings → pages, as pure functions, and MkDocs around them."""
