// On request, shows times of day in the reader's zone. Times that are not known to the minute stay as they are.
(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const buttons = [...document.querySelectorAll(".pm-zone button")];
  const times = [...document.querySelectorAll("time[datetime*=T], [data-at*=T]")];
  const utc = new Map(times.map((time) => [time, time.textContent]));

  function inZone(time) {
    const at = time.dateTime ?? time.dataset.at;
    const { short, minute, second } = JSON.parse(buttons[0].dataset.patterns);
    const pattern = time.dataset.at ? short : at.length > "2000-01-01T00:00Z".length ? second : minute;
    const options = { timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" };
    const clock = { hour: "numeric", minute: "numeric", second: "numeric", timeZoneName: "shortOffset" };
    const parts = new Intl.DateTimeFormat("en", { ...options, ...clock }).formatToParts(new Date(at));
    const said = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
    const letters = { y: "year", M: "month", d: "day", H: "hour", m: "minute", s: "second" };
    return pattern.replace(/'UTC'|([yMdHms])\1*/g, (field, letter) =>
      letter ? said[letters[letter]].padStart(field.length, "0") : said.timeZoneName.replace("GMT", "UTC"),
    );
  }

  function show(local) {
    for (const time of times) time.textContent = local ? inZone(time) : utc.get(time);
    for (const button of buttons) {
      const { utc, local: inLocal, toLocal, toUtc } = button.dataset;
      button.previousElementSibling.textContent = (local ? inLocal : utc).replace("{zone}", zone);
      button.textContent = (local ? toUtc : toLocal).replace("{zone}", zone);
      button.hidden = false;
    }
  }

  const isUtc = new Date(0).getTimezoneOffset() === 0 && new Date(2e10).getTimezoneOffset() === 0;
  if (times.length && !isUtc) {
    let local = __md_get("__zone") === "local";
    show(local);
    for (const button of buttons) {
      button.addEventListener("click", () => {
        local = !local;
        __md_set("__zone", local ? "local" : "utc");
        show(local);
      });
    }
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
