// The search: a dialog on every page, and the same form in the page at search/, whose address carries the query.
// Pagefind is fetched when a reader first turns to the search, and then only the parts of the index that it needs.
(() => {
  const root = new URL("..", document.currentScript.src);
  const here = new URL("search/", root);
  const dialog = document.querySelector(".pm-search-dialog");
  if (!dialog) return;
  const form = dialog.querySelector(".pm-search");
  const [input, ...filters] = form.querySelectorAll("input, select");
  const [list, more, status, link] = ["results", "more", "status", "link"].map((part) =>
    form.querySelector(`.pm-search__${part}`),
  );
  const place = document.querySelector("#pm-search-page");
  const PAGE = 10;
  const PARTS = 3;
  const LENGTH = 180;

  // A word is shown up to this mark and found by what follows it (pipeline/site/search/text.py, as is UNSPACED).
  const HIDDEN = "\u2063";
  const FACET = "pmfacet";
  const UNSPACED =
    /[\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f々〆]+/g;

  let pagefind;
  let asked = 0;

  // All pages are in one index, in English: Pagefind would take the language of this page, and cut Japanese differently.
  // Without a worker, Pagefind need not be fetched twice.
  async function load() {
    const { documentElement } = document;
    const { lang } = documentElement;
    const found = await import(new URL("pagefind/pagefind.js", root));
    await found.options({ baseUrl: root.pathname, noWorker: true });
    documentElement.lang = "en";
    found.init();
    documentElement.lang = lang;
    return found;
  }

  function ready() {
    pagefind ??= load().catch((error) => {
      pagefind = undefined;
      status.textContent = form.dataset.failed;
      throw error;
    });
    return pagefind;
  }

  const terms = (query) => query.replace(UNSPACED, (run) => ` ${pairs(run).join(" ")} `).trim();
  const pairs = (run) => (run.length > 1 ? Array.from(run.slice(1), (char, at) => run[at] + char) : [run]);

  // A run of Japanese was found where its pairs stand side by side.
  function holds(words, query) {
    const longest = Math.max(0, ...(query.match(UNSPACED) ?? []).map((run) => run.length - 1));
    const places = new Set(words);
    return longest < 2 || words.some((word) => Array.from({ length: longest }).every((_, at) => places.has(word + at)));
  }

  async function search() {
    const turn = ++asked;
    const query = input.value.trim();
    remember(query);
    if (!query) return show([], "");
    status.textContent = form.dataset.busy;
    const engine = await ready();
    const chosen = filters.filter((select) => select.value).map((select) => FACET + select.value);
    const { results } = await engine.search([terms(query), ...chosen].join(" "));
    const found = results.filter(({ words }) => holds(words, query));
    const first = await Promise.all(found.slice(0, PAGE).map((result) => result.data()));
    if (turn !== asked) return;
    const { none, one, many } = form.dataset;
    const said = found.length > 1 ? many : found.length ? one : none;
    show(first, said.replace("%(count)s", found.length).replace("%(query)s", () => `\u2068${query}\u2069`));
    more.hidden = found.length <= PAGE;
    more.onclick = async () => {
      const shown = list.childElementCount;
      const next = await Promise.all(found.slice(shown, shown + PAGE).map((result) => result.data()));
      if (turn !== asked) return;
      list.append(...next.map(item));
      more.hidden = list.childElementCount >= found.length;
      list.children[shown].querySelector("a").focus();
    };
  }

  function remember(query) {
    const address = new URL(here);
    for (const [name, value] of [["q", query], ...filters.map((select) => [select.name, select.value])]) {
      if (value) address.searchParams.set(name, value);
    }
    link.href = address;
    if (place) history.replaceState(null, "", address);
  }

  function show(results, said) {
    const left = list.contains(document.activeElement);
    list.replaceChildren(...results.map(item));
    if (left) input.focus();
    status.textContent = said;
    more.hidden = true;
  }

  function item(result) {
    const { title, day, severity } = result.meta;
    const entry = element("li", "pm-search__result");
    const about = element("p", "pm-search__about", `${day} · ${severity}`);
    entry.append(anchor(result.url, plain(title)), about);
    const words = result.content.split(/\s+/);
    const says = (at) => !words[at].startsWith(HIDDEN + FACET);
    for (const part of result.sub_results.filter(({ locations }) => locations.some(says)).slice(0, PARTS)) {
      const said = element("div", "pm-search__part");
      if (part.anchor && part.anchor.element !== "h1") said.append(anchor(part.url, plain(part.title)));
      const text = element("p", "pm-search__excerpt");
      text.append(...excerpt(words, part.locations.filter(says)));
      said.append(text);
      entry.append(said);
    }
    return entry;
  }

  // Each text is by itself: Hebrew or Arabic changes the order of nothing beside it.
  const element = (name, className, text = "") =>
    Object.assign(document.createElement(name), { className, dir: "auto", textContent: text });
  const anchor = (href, text) => Object.assign(document.createElement("a"), { href, dir: "auto", textContent: text });
  const plain = (text) => text.split(/\s+/).map(shown).join("").trim();
  const shown = (word) => (word.includes(HIDDEN) ? word.split(HIDDEN)[0] : `${word} `);

  // The text around the first place, in pieces: what was found is marked.
  function excerpt(words, locations) {
    const marked = new Set();
    for (const at of locations) {
      let shows = at;
      while (shows && words[shows].startsWith(HIDDEN)) shows--;
      marked.add(shows);
    }
    const [first] = locations;
    let start = first;
    for (let before = 0; start && before < LENGTH / 4; start--) before += shown(words[start - 1]).length;
    const pieces = [];
    for (let at = start, length = 0; at < words.length && length < LENGTH; at++) {
      const text = shown(words[at]);
      length += text.length;
      pieces.push(marked.has(at) && text.trim() ? element("mark", "", text.trimEnd()) : text.trimEnd());
      if (text.endsWith(" ")) pieces.push(" ");
    }
    return [start ? "… " : "", ...pieces, "…"];
  }

  function open() {
    if (!place && !dialog.open) dialog.showModal();
    input.focus();
    input.select();
    ready().catch(() => {});
  }

  // Up and down go through the links, and up from the first one back to the query.
  function move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target.matches("select")) return;
    const stops = [input, ...list.querySelectorAll("a")];
    const next = stops[stops.indexOf(document.activeElement) + step];
    event.preventDefault();
    next?.focus();
  }

  const typing = (target) => target.closest?.("input, select, textarea, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || dialog.open) return;
    if (event.key !== "/" && event.key !== "s") return;
    event.preventDefault();
    event.stopPropagation();
    open();
  }, true);
  document.querySelector(".pm-search-open").addEventListener("click", (event) => {
    event.preventDefault();
    open();
  });
  form.querySelector(".pm-search__close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("keydown", (event) => {
    event.stopPropagation(); // the theme has keys of its own
    if (event.key === "Escape") dialog.close(); // where a browser would first empty the query
  });
  form.addEventListener("keydown", move);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    list.querySelector("a")?.click();
  });
  list.addEventListener("click", (event) => event.target.closest("a") && dialog.close());

  let pause;
  form.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(() => search().catch(() => {}), 150);
  });

  if (place) {
    place.append(form);
    const asks = new URLSearchParams(location.search);
    for (const field of [input, ...filters]) field.value = asks.get(field.name) ?? "";
    for (const select of filters) select.selectedIndex = Math.max(select.selectedIndex, 0); // which is "any"
    input.focus();
    search().catch(() => {});
  }
})();
