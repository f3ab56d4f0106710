// Draws the page's Mermaid diagrams. Mermaid runs in a sandboxed frame of no origin, and what it draws is shown as
// an image: nothing in a diagram can run, load or link. Until then, and without scripts, its source is shown.
(() => {
  const figures = [...document.querySelectorAll(".pm-diagram")];
  const isDark = () => document.body.getAttribute("data-md-color-scheme") === "slate";

  const frame = document.createElement("iframe");
  frame.className = "pm-diagram-frame";
  frame.sandbox = "allow-scripts";
  frame.tabIndex = -1;
  frame.ariaHidden = "true";
  frame.src = new URL("mermaid/frame.html", document.currentScript.src);

  function draw() {
    figures.forEach((figure, id) => {
      const text = figure.querySelector("pre").textContent;
      frame.contentWindow.postMessage({ id, text, dark: isDark() }, "*");
    });
  }

  function show(figure, { svg, width, height }) {
    let image = figure.querySelector("img");
    if (!image) {
      image = document.createElement("img");
      image.alt = figure.dataset.alt;
      const scroll = document.createElement("div");
      scroll.className = "pm-scroll";
      scroll.tabIndex = 0;
      scroll.append(image);
      figure.prepend(scroll);
      figure.querySelector("details").open = false;
    }
    image.width = width;
    image.height = height;
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  }

  function complain(figure, error) {
    const place = figure.querySelector(".pm-diagram__error");
    place.querySelector("code").textContent = error;
    place.hidden = false;
  }

  addEventListener("message", ({ source, data }) => {
    if (source !== frame.contentWindow) return;
    if (data.ready) draw();
    else if (data.error) complain(figures[data.id], data.error);
    else if (data.dark === isDark()) show(figures[data.id], data);
  });
  new MutationObserver(draw).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
  document.body.append(frame);
})();
