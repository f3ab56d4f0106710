// Inside a sandboxed frame: Mermaid source comes in as a message, an SVG image or an error goes out.
(() => {
  const settings = {
    startOnLoad: false,
    securityLevel: "strict",
    suppressErrorRendering: true,
    htmlLabels: false,
    fontFamily: "Helvetica, Arial, sans-serif",
    // What a diagram's own settings may not change.
    secure: [
      ...["secure", "securityLevel", "startOnLoad", "suppressErrorRendering", "maxTextSize", "maxEdges"],
      ...["htmlLabels", "fontFamily", "altFontFamily", "themeCSS"],
    ],
  };
  let queue = Promise.resolve();

  async function drawn(id, text, dark) {
    try {
      mermaid.initialize({ ...settings, theme: dark ? "dark" : "neutral" });
      const { svg } = await mermaid.render(`diagram-${id}`, text);
      return { id, dark, ...standalone(svg) };
    } catch (error) {
      return { id, dark, error: String(error?.message ?? error) };
    }
  }

  // An image has a size of its own and is well-formed XML; Mermaid's SVG is as wide as its page, and HTML.
  function standalone(html) {
    // A parsed document of its own: nothing in it runs or loads.
    const svg = new DOMParser().parseFromString(html, "text/html").querySelector("svg");
    const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
    svg.setAttribute("width", width);
    svg.setAttribute("height", height);
    svg.style.maxWidth = "none";
    return { svg: new XMLSerializer().serializeToString(svg), width, height };
  }

  addEventListener("message", ({ source, data }) => {
    if (source !== parent) return;
    queue = queue.then(() => drawn(data.id, data.text, data.dark)).then((answer) => parent.postMessage(answer, "*"));
  });
  parent.postMessage({ ready: true }, "*");
})();
