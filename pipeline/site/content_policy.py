"""The Content-Security-Policy of every page: it loads nothing from elsewhere and runs nothing inline."""

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "worker-src 'self'; frame-src 'self'; base-uri 'self'; form-action 'none'; script-src 'self' 'wasm-unsafe-eval'"
)
"""The policy, as the header and the `meta` element take it.

`data:` images are the theme's icons, in its style sheet, and the diagrams that diagrams.js has drawn. Compiling
WebAssembly is what the search needs (docs/decisions/0023). The scripts come last, for the preview to add to.
"""
