// Shows times of day in UTC, in the report's zone or in the reader's: as chosen, and remembered. Without this script
// they are in UTC. Times that are not known to the minute stay as they are.
(() => {
  const groups = [...document.querySelectorAll(".pm-zone [role=group]")];
  const times = [...document.querySelectorAll("time[datetime*=T], [data-at*=T]")];
  if (!groups.length || !times.length) return;
  const inUtc = new Map(times.map((time) => [time, time.textContent]));
  const { timeZone: reader } = Intl.DateTimeFormat().resolvedOptions();
  const { short, minute, second } = JSON.parse(groups[0].dataset.patterns);

  // Of two choices that show the same the first stands for both.
  const zones = new Map();
  const standsFor = new Map();
  for (const { value, dataset } of groups[0].querySelectorAll("button")) {
    const zone = dataset.zone || reader;
    if (!known(zone)) continue;
    const [first = value] = [...zones].find(([, other]) => same(zone, other)) ?? [];
    standsFor.set(value, first);
    if (first === value) zones.set(value, zone);
  }

  function known(zone) {
    try {
      return Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }));
    } catch {
      return false;
    }
  }

  // Whether the two show the same for every time of this page, and in either half of a year.
  function same(zone, other) {
    const instants = [0, 2e10, ...times.map((time) => new Date(at(time)))];
    return zone === other || instants.every((instant) => JSON.stringify(inZone(instant, zone)) === JSON.stringify(inZone(instant, other)));
  }

  function at(time) {
    return time.dateTime ?? time.dataset.at;
  }

  function inZone(instant, zone) {
    const options = { timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" };
    const clock = { hour: "numeric", minute: "numeric", second: "numeric", timeZoneName: "shortOffset" };
    const parts = new Intl.DateTimeFormat("en", { ...options, ...clock }).formatToParts(new Date(instant));
    return Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  }

  function written(time, zone) {
    const said = inZone(at(time), zone);
    const offset = "twice" in time.dataset;
    const pattern = time.dataset.at && !offset ? short : at(time).length > "2000-01-01T00:00Z".length ? second : minute;
    const letters = { y: "year", M: "month", d: "day", H: "hour", m: "minute", s: "second" };
    return pattern.replace(/'UTC'|([yMdHms])\1*/g, (field, letter) =>
      letter ? said[letters[letter]].padStart(field.length, "0") : said.timeZoneName.replace("GMT", "UTC"),
    );
  }

  function show(choice) {
    const zone = zones.get(choice);
    for (const time of times) time.textContent = choice === "utc" ? inUtc.get(time) : written(time, zone);
    for (const group of groups) {
      group.hidden = false;
      group.parentElement.querySelector("[role=status]").textContent = group.dataset.said.replace("{zone}", zone);
      for (const button of group.querySelectorAll("button")) {
        button.hidden = !zones.has(button.value);
        if (button.dataset.name) button.textContent = button.dataset.name.replace("{zone}", reader);
        button.ariaPressed = String(button.value === choice);
      }
    }
  }

  if (zones.size < 2) return;
  show(standsFor.get(__md_get("__zone")) ?? "utc");
  for (const group of groups) {
    group.addEventListener("click", ({ target }) => {
      if (!zones.has(target.value)) return;
      __md_set("__zone", target.value);
      show(target.value);
    });
  }
})();

// Copies the text that a button names.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    button.textContent = button.dataset.done;
  });
}
