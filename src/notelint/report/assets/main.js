// Which view is shown, the filter bar, the colours, and the keys.

const VIEWS = { overview: ["Overview", overview], notes: ["Notes", notesView], patients: ["Patients", patientsView], workups: ["Workups", workupsView] };

/** Change filters and go to a view; a value of null takes a filter away. */
function go(hash, change = {}) {
  for (const [name, value] of Object.entries(change)) {
    if (value === null) filters.delete(name); else filters.set(name, value);
  }
  drawFilters();
  if (location.hash === hash || !hash) show(); else location.hash = hash;
}

function setFilter(name, value) {
  if (value === "any") filters.delete(name); else filters.set(name, value);
  drawFilters(name);
  show();
}

function options(values, current, any) {
  return [h("option", { value: "any", selected: current === undefined }, any),
    values.map(([value, name]) => h("option", { value, selected: current === value }, name))];
}

/** The bar: the commonest filters have controls, the others show while they are on. */
function drawFilters(focus) {
  const index = data.index;
  const select = (name, label, any, values) => (values.length > 1 || filters.has(name)
    ? h("div", { className: "field" }, h("label", { for: `f-${name}` }, label),
      h("select", { id: `f-${name}`, onchange: (event) => setFilter(name, event.target.value) }, options(values, filters.get(name), any)))
    : null);
  const plain = (names) => names.map((name) => [name, name]);
  const missing = (key) => (data.notes.some((note) => note[key] === null) ? [["", "not stated"]] : []);
  const months = [...new Set(data.notes.map((note) => note.month).filter(Boolean))].sort();
  let search = document.getElementById("f-q");
  if (!search) {
    let wait = 0;
    search = h("input", { id: "f-q", type: "search", placeholder: "Note, patient, code …", autocomplete: "off", spellcheck: "false", oninput: (event) => {
      clearTimeout(wait);
      wait = setTimeout(() => {
        const value = event.target.value.trim();
        if (value) filters.set("q", value); else filters.delete("q");
        drawFilters("q");
        show();
      }, 120);
    } });
  }
  if (!filters.has("q") && focus !== "q") search.value = "";
  const counts = tally(data.notes.flatMap((note) => [...new Set(note.rules)]));
  const rules = [...index.rules].filter((rule) => counts.get(rule)).sort((one, other) => one.id.localeCompare(other.id));
  const shown = ["missing", "patient", "billed", "status", "unspecified", "worst"];
  const chips = shown.filter((name) => filters.has(name)).map((name) => h("button", {
    type: "button", className: "chipbutton", onclick: () => setFilter(name, "any"), "aria-label": `Remove the filter ${FILTERS[name].label}: ${shownValue(name, filters.get(name))}`,
  }, `${FILTERS[name].label}: ${shownValue(name, filters.get(name))}`, h("span", { "aria-hidden": "true" }, " ×")));
  const many = chosen().length;
  const bar = document.getElementById("filters");
  const fields = [
    h("div", { className: "field search" }, h("label", { for: "f-q" }, "Search"), search),
    select("clinic", "Clinic", "All clinics", [...plain([...index.clinics].sort()), ...missing("clinic")]),
    select("provider", "Clinician", "All clinicians", [...plain([...index.providers].sort()), ...missing("provider")]),
    select("from", "From", "First month", months.map((month) => [month, monthName(month)])),
    select("to", "To", "Last month", months.map((month) => [month, monthName(month)])),
    select("severity", "Findings", "Any", [["error", "with an error"], ["warning", "with a warning"], ["info", "with an information"], ["clean", "none"]]),
    select("rule", "Rule", "Any rule", rules.map((rule) => [rule.id, `${rule.id} ${rule.name}`])),
    select("supported", "Supports", "Any code", plain([...new Set(data.notes.map((note) => note.supported))].sort(byCode))),
    select("agreement", "Claim", "Any", [["agrees", "agrees"], ["differs", "differs"], ["unbilled", "no code billed"]]),
  ];
  const reset = h("button", { type: "button", id: "reset", disabled: !filters.size, onclick: () => { filters.clear(); drawFilters(); show(); } }, "Clear");
  bar.replaceChildren(...fields.filter(Boolean), h("div", { className: "field end" }, h("output", { id: "many" }, `${number(many)} of ${count(data.notes.length, "note")}`), reset), ...(chips.length ? [h("div", { className: "chips" }, chips)] : []));
  if (focus) document.getElementById(`f-${focus}`)?.focus();
}

function drawNav(current) {
  const views = data.mode === "review" ? { ...VIEWS, review: ["Review", reviewView] } : VIEWS;
  document.getElementById("nav").replaceChildren(...Object.entries(views).map(([name, [title]]) =>
    h("a", { href: `#/${name}`, "aria-current": name === current ? "page" : null }, title)));
  return views;
}

let turn = 0;

/** Draw what the address asks for. */
async function show() {
  const mine = (turn += 1);
  const [, name = "overview", at] = location.hash.split("/");
  const views = drawNav(name === "note" ? "notes" : name in VIEWS || name === "review" ? name : "overview");
  const main = document.getElementById("main");
  const before = document.body.dataset.view;
  const drawn = name === "note" ? await noteView(Number(at)) : await (views[name] ?? views.overview)[1]();
  if (mine !== turn) return;
  document.body.dataset.view = name === "note" ? "note" : name in views ? name : "overview";
  main.replaceChildren(...[drawn].flat().filter(Boolean));
  document.getElementById("many").textContent = `${number(chosen().length)} of ${count(data.notes.length, "note")}`;
  if (name === "note") {
    scrollTo(0, 0);
    main.querySelector("h2")?.focus({ preventScroll: true });
    if (data.mode === "review") reviewShown();
  } else if (before && before !== document.body.dataset.view) {
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
}

function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  if (event.key === "/") { event.preventDefault(); document.getElementById("f-q").focus(); return; }
  if (document.body.dataset.view !== "note") return;
  if (data.mode === "review" && reviewKey(event.key)) { event.preventDefault(); return; }
  const step = { j: 1, k: -1 }[event.key];
  if (step) {
    const other = beside(view.note, step);
    if (other) location.hash = `#/note/${other.at}`;
  } else if (event.key === "Escape") location.hash = "#/notes";
}

/** The colours that were chosen; a browser may forbid keeping them. */
const kept = {
  get() { try { return localStorage.getItem("notelint-theme") ?? ""; } catch { return ""; } },
  set(value) { try { localStorage.setItem("notelint-theme", value); } catch { /* not kept, then */ } },
};

function paint(theme) {
  if (theme) document.documentElement.dataset.theme = theme; else delete document.documentElement.dataset.theme;
}

async function start() {
  const theme = document.getElementById("theme");
  theme.value = kept.get();
  paint(theme.value);
  theme.addEventListener("change", () => { kept.set(theme.value); paint(theme.value); });
  document.getElementById("print").addEventListener("click", () => print());
  document.getElementById("filters").addEventListener("submit", (event) => event.preventDefault());
  if (typeof DecompressionStream === "undefined") {
    document.getElementById("main").replaceChildren(h("p", { className: "problem" }, "This browser is too old for the report: it needs one of 2023 or later."));
    return;
  }
  data.mode = document.body.dataset.mode;
  await loadIndex();
  const { index } = data;
  document.getElementById("period").textContent = [index.from ? (index.from === index.to ? index.from : `${index.from} to ${index.to}`) : null, count(data.notes.length, "note"),
    index.patients.length ? count(index.patients.length, "patient") : null, index.providers.length ? count(index.providers.length, "clinician") : null].filter(Boolean).join(" · ");
  document.getElementById("foot").textContent = `Made by notelint ${index.version} on ${index.made}${index.text ? "; it holds the words of the notes: keep it as you keep them" : "; without the notes' words"}. A helper for review: a person decides.`;
  if (data.mode === "review") await loadReviews();
  drawFilters();
  addEventListener("hashchange", show);
  document.addEventListener("keydown", keys);
  await show();
  document.body.dataset.ready = "yes";
}

start().catch((error) => {
  document.getElementById("main").replaceChildren(h("p", { className: "problem" }, "The report could not be opened. Its file may be incomplete."));
  console.error(error.name);
});
