// The reader's choice of light or dark, before the page is drawn. The theme has this as an inline script.
(() => {
  const palette = __md_get("__palette");
  if (!palette?.color) return;
  if (palette.color.media === "(prefers-color-scheme)") {
    const light = matchMedia("(prefers-color-scheme: light)").matches;
    const media = `(prefers-color-scheme: ${light ? "light" : "dark"})`;
    const input = document.querySelector(`[data-md-color-media='${media}']`);
    for (const key of ["media", "scheme", "primary", "accent"]) {
      palette.color[key] = input.getAttribute(`data-md-color-${key}`);
    }
  }
  for (const [key, value] of Object.entries(palette.color)) {
    document.body.setAttribute(`data-md-color-${key}`, value);
  }
})();
