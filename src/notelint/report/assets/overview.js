// The first view: figures, what the charts show, findings by rule, month, clinician and clinic, and the codes.
// All of it counts the notes that the filters leave.

const TONES = { error: "error", warning: "warning", info: "info", clean: "clean" };
const SEVERITY_NAMES = { error: "errors", warning: "warnings", info: "informations" };

function panel(title, about, ...children) {
  return h("section", { className: "panel" }, h("h3", null, title), about ? h("p", { className: "quiet" }, about) : null, ...children);
}

/** Points met and judged, over notes. */
function pointsOf(notes) {
  let [met, judged] = [0, 0];
  for (const tip of data.index.tips) {
    for (const note of notes) {
      const state = tip.states[note.at];
      met += state === "m";
      judged += state === "m" || state === "u";
    }
  }
  return share(met, judged);
}

function figures(notes) {
  const current = notes.filter((note) => note.status === "current");
  const errors = notes.filter((note) => note.counts.error).length;
  const judged = notes.filter((note) => note.agreement !== "unbilled");
  const agreeing = judged.filter((note) => note.agreement === "agrees").length;
  const unspecified = current.filter((note) => note.unspecified).length;
  const open = openWorkups(notes).length;
  const tile = (name, value, below, href, change) => h("li", null, h("a", {
    className: "tile", href, onclick: (event) => { if (change) { event.preventDefault(); go(href, change); } },
  }, h("span", { className: "name" }, name), h("strong", null, value), h("span", { className: "quiet" }, below)));
  return h("ul", { className: "tiles" },
    tile("Notes", number(notes.length), `${number(current.length)} with ${data.index.problem}`, "#/notes"),
    tile("With an error", percent(share(errors, notes.length)), count(errors, "note"), "#/notes", { severity: "error" }),
    tile("Points documented", percent(pointsOf(notes)), "of all that should be", "#/overview"),
    tile("Billed code agrees", percent(share(agreeing, judged.length)), `${number(judged.length - agreeing)} of ${number(judged.length)} differ`, "#/notes", { agreement: "differs" }),
    tile("Unspecified code", percent(share(unspecified, current.length)), count(unspecified, "note"), "#/notes", { unspecified: "yes" }),
    tile("Open workups", number(open), `as of ${data.index.asOf ?? "the end"}`, "#/workups"));
}

function tipRows(notes) {
  return data.index.tips.map((tip, at) => {
    let [met, unmet] = [0, 0];
    for (const note of notes) {
      const state = tip.states[note.at];
      met += state === "m";
      unmet += state === "u";
    }
    return { at, label: tip.label, kind: tip.kind, met, unmet, judged: met + unmet, value: share(met, met + unmet) };
  });
}

function tipsPanel(notes) {
  const table = grid({
    caption: "What the charts show",
    rows: tipRows(notes),
    columns: [
      { key: "label", title: "Point", value: (row) => row.label },
      { key: "value", title: "Documented", kind: "share", value: (row) => row.value, cell: (row) => shareCell(row.value, "good") },
      { key: "met", title: "Notes", kind: "number", value: (row) => row.met, cell: (row) => `${number(row.met)} of ${number(row.judged)}` },
      { key: "unmet", title: "Missing", kind: "number", value: (row) => row.unmet, cell: (row) => (row.unmet
        ? h("button", { type: "button", className: "link", "aria-label": `${row.label}: show the ${count(row.unmet, "note")} in which it is missing`, onclick: () => go("#/notes", { missing: String(row.at) }) }, number(row.unmet))
        : "0") },
    ],
  });
  return panel("What the charts show", `Of the notes in which ${data.index.problem} is current and the point applies.`, table.root);
}

function ruleRows(notes) {
  const found = new Map();
  for (const note of notes) {
    for (const rule of new Set(note.rules)) {
      const row = found.get(rule) ?? { rule, findings: 0, notes: 0 };
      row.notes += 1;
      found.set(rule, row);
    }
    for (const rule of note.rules) found.get(rule).findings += 1;
  }
  const rows = [...found.values()].sort((one, other) => other.findings - one.findings || one.rule.id.localeCompare(other.rule.id));
  for (const row of rows) row.value = share(row.notes, notes.length);
  return rows;
}

const severityBadge = (severity) => h("span", { className: `badge ${severity}` }, severity);

function rulesPanel(notes) {
  const rows = ruleRows(notes);
  const most = Math.max(1, ...rows.map((row) => row.findings));
  const judged = data.index.reviews?.rules ?? {};
  const columns = [
    { key: "rule", title: "Rule", kind: "code", value: (row) => row.rule.id, cell: (row) => h("button", {
      type: "button", className: "link", title: row.rule.summary, onclick: () => go("#/notes", { rule: row.rule.id }),
    }, row.rule.id) },
    { key: "name", title: "What it says", value: (row) => row.rule.name, cell: (row) => h("span", { className: "rulename" }, row.rule.name.replaceAll("-", " ")) },
    { key: "severity", title: "Severity", value: (row) => SEVERITIES.indexOf(row.rule.severity), cell: (row) => severityBadge(row.rule.severity) },
    { key: "findings", title: "Findings", kind: "share", value: (row) => row.findings, cell: (row) =>
      h("span", { className: "share" }, bar(row.findings / most, row.rule.severity), h("span", null, number(row.findings))) },
    { key: "value", title: "Of notes", kind: "number", value: (row) => row.value, cell: (row) => percent(row.value) },
  ];
  if (data.index.reviews) {
    columns.push({ key: "precision", title: "Precision", kind: "share", value: (row) => judged[row.rule.id]?.share ?? null, cell: (row) => precisionCell(judged[row.rule.id]) });
  }
  const table = grid({ caption: "Findings by rule", rows, columns, sort: ["findings", "desc"], empty: "No finding in these notes." });
  return panel("Findings by rule", "Choose a rule to see its notes.", table.root);
}

function monthsPanel(notes) {
  const dated = notes.filter((note) => note.month);
  if (!dated.length) return panel("By month", null, h("p", { className: "empty" }, "No note has a date of service."));
  const names = dated.map((note) => note.month).sort();
  const months = monthsBetween(names[0], names.at(-1));
  const by = new Map(months.map((month) => [month, []]));
  for (const note of dated) by.get(note.month)?.push(note);
  const groups = months.map((month) => by.get(month));
  const parts = [
    { name: "notes without a finding", tone: "clean", values: groups.map((each) => each.filter((note) => note.worst === "clean").length) },
    { name: "notes with informations only", tone: "info", values: groups.map((each) => each.filter((note) => note.worst === "info").length) },
    { name: "notes with a warning", tone: "warning", values: groups.map((each) => each.filter((note) => note.worst === "warning").length) },
    { name: "notes with an error", tone: "error", values: groups.map((each) => each.filter((note) => note.worst === "error").length) },
  ];
  const current = groups.map((each) => each.filter((note) => note.status === "current"));
  const trends = [
    { name: "points documented", tone: "good", values: groups.map(pointsOf) },
    { name: "unspecified code", tone: "accent", values: current.map((each) => share(each.filter((note) => note.unspecified).length, each.length)) },
  ];
  const row = (month, at) => h("tr", null, h("th", { scope: "row" }, monthName(month)), h("td", { className: "k-number" }, number(groups[at].length)),
    [...parts].reverse().map((part) => h("td", { className: "k-number" }, number(part.values[at]))),
    trends.map((line) => h("td", { className: "k-number" }, percent(line.values[at]))));
  const head = ["Month", "Notes", "With an error", "Warning", "Information only", "No finding", "Points documented", "Unspecified"];
  const kinds = [...parts].reverse();
  return panel("By month", `By date of service${dated.length < notes.length ? `; ${count(notes.length - dated.length, "note")} without a date` : ""}.`,
    h("div", { className: "plots" },
      h("figure", null, h("figcaption", null, "Notes by their worst finding"), columns(`Notes by month and worst finding, ${monthName(months[0])} to ${monthName(months.at(-1))}; the figures are in the table below`, months, parts), legend(kinds.map((part) => ({ ...part, name: part.name.replace("notes ", "") })))),
      h("figure", null, h("figcaption", null, "Shares"), lines("Share of points documented and of notes with the unspecified code by month; the figures are in the table below", months, trends), legend(trends))),
    h("details", { className: "figures" }, h("summary", null, "The figures"), h("div", { className: "scroll", tabindex: 0, role: "region", "aria-label": "Figures by month" },
      h("table", null, h("caption", { className: "hidden" }, "By month"),
        h("thead", null, h("tr", null, head.map((name) => h("th", { scope: "col" }, name)))), h("tbody", null, months.map(row))))));
}

function groupRows(notes, key) {
  const found = new Map();
  for (const note of notes) {
    const name = note[key] ?? "";
    if (!found.has(name)) found.set(name, []);
    found.get(name).push(note);
  }
  return [...found].map(([name, every]) => {
    const current = every.filter((note) => note.status === "current");
    const judged = every.filter((note) => note.agreement !== "unbilled");
    return {
      name,
      notes: every.length,
      findings: every.reduce((sum, note) => sum + note.counts.error + note.counts.warning, 0) / every.length,
      errors: share(every.filter((note) => note.counts.error).length, every.length),
      points: pointsOf(every),
      unspecified: share(current.filter((note) => note.unspecified).length, current.length),
      agrees: share(judged.filter((note) => note.agreement === "agrees").length, judged.length),
    };
  });
}

function groupPanel(notes, key, title, head) {
  const rows = groupRows(notes, key);
  const table = grid({
    caption: title,
    rows,
    sort: ["notes", "desc"],
    size: rows.length > 25 ? 25 : 0,
    columns: [
      { key: "name", title: head, value: (row) => row.name || null, cell: (row) => h("button", { type: "button", className: "link", onclick: () => go(location.hash, { [key]: row.name }) }, row.name || "not stated") },
      { key: "notes", title: "Notes", kind: "number", value: (row) => row.notes },
      { key: "findings", title: "Errors and warnings a note", kind: "number", value: (row) => row.findings, cell: (row) => row.findings.toFixed(1) },
      { key: "errors", title: "With an error", kind: "share", value: (row) => row.errors, cell: (row) => shareCell(row.errors, "error") },
      { key: "points", title: "Points documented", kind: "share", value: (row) => row.points, cell: (row) => shareCell(row.points, "good") },
      { key: "unspecified", title: "Unspecified", kind: "share", value: (row) => row.unspecified },
      { key: "agrees", title: "Billed agrees", kind: "share", value: (row) => row.agrees, cell: (row) => shareCell(row.agrees, "good") },
    ],
  });
  return panel(title, null, table.root);
}

const byCode = (one, other) => (one === NONE) - (other === NONE) || one.localeCompare(other, "en", { numeric: true });

function matrixPanel(notes) {
  const counts = tally(notes.map((note) => `${note.supported}\n${note.billed}`));
  const rows = [...new Set(notes.map((note) => note.supported))].sort(byCode);
  const heads = [...new Set(notes.map((note) => note.billed))].sort(byCode);
  const most = Math.max(1, ...counts.values());
  const shownCode = (code) => (code === NONE ? "none" : code);
  const cell = (row, head) => {
    const many = counts.get(`${row}\n${head}`) ?? 0;
    const level = many ? Math.ceil(4 * Math.sqrt(many / most)) : 0;
    const same = row === head;
    return h("td", { className: `cell ${same ? "same" : "other"} heat${level}` }, many ? h("button", {
      type: "button", "aria-label": `${count(many, "note")} supporting ${shownCode(row)}, billed ${shownCode(head)}`,
      onclick: () => go("#/notes", { supported: row, billed: head }),
    }, number(many)) : h("span", { className: "zero" }, "·"));
  };
  return panel("Code supported and code billed", "Rows: the code that the words of the note support. Columns: the code on the claim. Framed cells agree.",
    h("div", { className: "scroll", tabindex: 0, role: "region", "aria-label": "Code supported and code billed" },
      h("table", { className: "matrix" }, h("caption", { className: "hidden" }, "Notes by code supported and code billed"),
        h("thead", null,
          h("tr", null, h("td", null), h("th", { scope: "colgroup", colspan: heads.length, className: "span" }, "Billed")),
          h("tr", null, h("th", { scope: "col" }, "Supported"), heads.map((head) => h("th", { scope: "col", className: "k-number" }, shownCode(head))))),
        h("tbody", null, rows.map((row) => h("tr", null, h("th", { scope: "row" }, shownCode(row)), heads.map((head) => cell(row, head))))))));
}

function failuresPanel() {
  const failures = data.index.failures;
  if (!failures.length) return null;
  const table = grid({
    caption: "Notes that could not be read",
    rows: failures,
    size: failures.length > 25 ? 25 : 0,
    columns: [
      { key: "note", title: "Note", value: (row) => row[0] },
      { key: "path", title: "Path", value: (row) => row[1] },
      { key: "error", title: "What went wrong", value: (row) => row[2] },
    ],
  });
  return panel("Notes that could not be dealt with", "Files and rows that could not be read, and rules that failed on a note.", table.root);
}

function overview() {
  const notes = chosen();
  if (!notes.length) return [h("h2", { className: "hidden" }, "Overview"), h("p", { className: "empty" }, "No note passes these filters."), failuresPanel()];
  return [
    h("h2", { className: "hidden" }, "Overview"),
    figures(notes),
    h("div", { className: "pair" }, tipsPanel(notes), matrixPanel(notes)),
    monthsPanel(notes),
    rulesPanel(notes),
    groupPanel(notes, "provider", "By clinician", "Clinician"),
    groupPanel(notes, "clinic", "By clinic", "Clinic"),
    reviewersPanel(),
    failuresPanel(),
  ];
}
