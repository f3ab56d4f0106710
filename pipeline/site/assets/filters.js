// Narrows and sorts a list that is on several pages. What is chosen is kept in the address, so it can be shared.
// The list's index says which entries match; the entries themselves are taken from the list's pages.
(() => {
  const AT_ONCE = 100;
  const form = document.querySelector(".pm-filters");
  if (!form) return;
  const controls = [...form.querySelectorAll("select")];
  const status = form.querySelector("[role=status]");
  const whole = [];
  for (let next = form.parentElement.nextElementSibling; next; next = next.nextElementSibling) whole.push(next);

  // The results look as the first block of the list does.
  const results = whole.find((block) => block.querySelector("[data-entries]")).cloneNode(true);
  results.removeAttribute("id");
  results.hidden = true;
  const shown = results.querySelector("[data-entries]");
  const more = document.createElement("button");
  more.type = "button";
  more.className = "pm-filters__more";
  more.textContent = form.dataset.more;
  more.hidden = true;
  form.parentElement.after(results, more);

  const kept = new Map();
  /** What `get` makes of an answer, asked for once; asked for again where that failed. */
  function once(address, get) {
    if (!kept.has(address)) {
      const answer = fetch(new URL(address, location.href)).then((response) => {
        if (!response.ok) throw new Error(`${address}: ${response.status}`);
        return get(response);
      });
      answer.catch(() => kept.delete(address));
      kept.set(address, answer);
    }
    return kept.get(address);
  }

  const index = () => once(form.dataset.index, (response) => response.json());
  const entriesOf = (root) => [...root.querySelectorAll("[data-entries]")].flatMap((list) => [...list.children]);
  const here = whole.flatMap(entriesOf);

  function page(address) {
    if (!address) return here;
    return once(address, async (response) => {
      const fetched = new DOMParser().parseFromString(await response.text(), "text/html");
      for (const link of fetched.querySelectorAll("[data-entries] a[href]")) {
        link.href = new URL(link.getAttribute("href"), response.url).href;
      }
      return entriesOf(fetched);
    });
  }

  async function entry(pages, place) {
    let first = 0;
    for (const [address, count] of pages) {
      if (place < first + count) {
        const entries = await page(address);
        if (entries.length !== count) throw new Error(`${address}: another list than the index is of`);
        return document.importNode(entries[place - first], true);
      }
      first += count;
    }
  }

  function matching({ pages, facets, orders }, chosen) {
    let places = [...Array(pages.reduce((sum, [, count]) => sum + count, 0)).keys()];
    const total = places.length;
    for (const [name, value] of chosen) {
      if (name === "sort") continue;
      let place = -1;
      const has = new Set((facets[name][value] ?? []).map((gap) => (place += gap)));
      places = places.filter((one) => has.has(one));
    }
    const sort = chosen.get("sort") ?? "";
    const ranks = orders[sort.replace("-", "")];
    const sign = sort.startsWith("-") ? -1 : 1;
    if (ranks) {
      places.sort((a, b) => (ranks[a] === null) - (ranks[b] === null) || sign * (ranks[a] - ranks[b]));
    }
    return { places, total };
  }

  const chosen = () => new Map(controls.filter(({ value }) => value).map(({ name, value }) => [name, value]));
  const number = (count) => count.toLocaleString(document.documentElement.lang);

  let turn = 0;
  let rest = [];
  async function show() {
    const mine = ++turn;
    const wanted = chosen();
    try {
      const list = wanted.size ? await index() : null;
      const { places, total } = list ? matching(list, wanted) : { places: [], total: 0 };
      const entries = await Promise.all(places.slice(0, AT_ONCE).map((place) => entry(list.pages, place)));
      if (mine !== turn) return;
      shown.replaceChildren(...entries);
      rest = places.slice(AT_ONCE);
      status.textContent = list
        ? form.dataset.found.replace("{found}", number(places.length)).replace("{total}", number(total))
        : "";
      for (const block of whole) block.hidden = Boolean(list);
      results.hidden = !places.length;
      more.hidden = !rest.length;
      mark(wanted.get("sort") ?? "");
    } catch (error) {
      if (mine === turn) status.textContent = form.dataset.failed;
    }
  }

  more.addEventListener("click", async () => {
    const mine = turn;
    try {
      const { pages } = await index();
      const entries = await Promise.all(rest.slice(0, AT_ONCE).map((place) => entry(pages, place)));
      if (mine !== turn) return;
      rest = rest.slice(AT_ONCE);
      shown.append(...entries);
      more.hidden = !rest.length;
      entries[0].querySelector("a").focus();
    } catch (error) {
      status.textContent = form.dataset.failed;
    }
  });

  // A column's header sorts by it, and the other way round the second time.
  const sort = form.elements.sort;
  const heads = () => document.querySelectorAll("th[data-sort]");
  function mark(by) {
    for (const head of heads()) {
      if (head.dataset.sort === by.replace("-", "")) {
        head.ariaSort = by.startsWith("-") ? "descending" : "ascending";
      } else head.removeAttribute("aria-sort");
    }
  }
  if (sort) {
    for (const head of heads()) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", async () => {
        sort.value = sort.value === head.dataset.sort ? `-${head.dataset.sort}` : head.dataset.sort;
        await change();
        results.querySelector(`th[data-sort=${head.dataset.sort}] button`).focus();
      });
    }
  }

  /** Takes the choice from the address; a value that the list does not have finds nothing, and is shown. */
  function read() {
    const given = new URLSearchParams(location.search);
    for (const control of controls) {
      const value = given.get(control.name) ?? "";
      control.value = value;
      if (control.value !== value) control.add(new Option(value, value, false, true));
    }
    return show();
  }

  function change() {
    const given = new URLSearchParams(location.search);
    for (const { name, value } of controls) {
      if (value) given.set(name, value);
      else given.delete(name);
    }
    const query = given.toString();
    history.replaceState(history.state, "", `${location.pathname}${query ? `?${query}` : ""}`);
    return show();
  }

  form.addEventListener("change", change);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("button").addEventListener("click", () => {
    for (const control of controls) control.value = "";
    change();
  });
  addEventListener("popstate", read);
  addEventListener("pageshow", ({ persisted }) => persisted && read());
  // On a narrow screen the style sheet shows the first filters, until a reader asks for all.
  form.querySelector(".pm-filters__all").addEventListener("click", ({ target }) => {
    target.ariaExpanded = String(target.ariaExpanded !== "true");
  });
  form.hidden = false;
  read();
})();
