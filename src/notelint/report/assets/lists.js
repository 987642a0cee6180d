// The lists: notes, patients on whom the unspecified code is repeated, workups to look at again, reviewers.

const noteLink = (note, text) => h("a", { href: `#/note/${note.at}` }, text ?? note.id);

/** The notes in the order in which the list shows them: what "next" goes by. */
const sequence = { notes: [] };

let notesSort = null;

function counter(note) {
  return SEVERITIES.filter((severity) => note.counts[severity]).map((severity) =>
    h("span", { className: `count ${severity}`, title: `${note.counts[severity]} ${SEVERITY_NAMES[severity]}` },
      number(note.counts[severity]), h("span", { className: "hidden" }, ` ${SEVERITY_NAMES[severity]} `)));
}

function agreementBadge(note) {
  const words = { agrees: "agrees", differs: "differs", unbilled: "no code billed" };
  return h("span", { className: `badge ${note.agreement}` }, words[note.agreement]);
}

const codesOf = (note) => (note.use.length ? note.use.join(", ") : note.supported);

function notesView() {
  const notes = chosen();
  const weight = (note) => note.counts.error * 1e6 + note.counts.warning * 1e3 + note.counts.info;
  const table = grid({
    caption: "Notes",
    rows: notes,
    sort: notesSort,
    size: 50,
    empty: "No note passes these filters.",
    ordered: (rows) => { sequence.notes = rows; },
    dress: (line, note) => {
      line.addEventListener("click", (event) => { if (!event.target.closest("a, button")) location.hash = `#/note/${note.at}`; });
      line.classList.add("opens");
    },
    columns: [
      { key: "id", title: "Note", kind: "code", value: (note) => note.id, cell: (note) => noteLink(note) },
      { key: "date", title: "Date", kind: "date", value: (note) => note.date },
      { key: "patient", title: "Patient", kind: "code", value: (note) => note.patient },
      { key: "provider", title: "Clinician", value: (note) => note.provider },
      { key: "clinic", title: "Clinic", value: (note) => note.clinic },
      { key: "billed", title: "Billed", kind: "code", value: (note) => note.claim.join(", ") || null },
      { key: "supported", title: "Supported", kind: "code", value: codesOf },
      { key: "agreement", title: "Claim", value: (note) => note.agreement, cell: agreementBadge },
      { key: "findings", title: "Findings", kind: "counts", first: "desc", value: weight, cell: (note) => (note.rules.length ? counter(note) : h("span", { className: "quiet" }, "none")) },
      { key: "rules", title: "Rules", value: (note) => note.rules.map((rule) => rule.id).join(" ") || null, cell: (note) =>
        h("span", { className: "rules" }, note.rules.map((rule) => h("span", { className: `chip ${rule.severity}`, title: rule.name }, rule.id))) },
    ],
  });
  return [h("h2", null, "Notes ", h("span", { className: "quiet" }, number(notes.length))), h("div", { className: "panel wide-grid" }, table.root)];
}

// --- Patients ------------------------------------------------------------------------------------------------------

/** Patients with the unspecified code on visits that follow each other, of whom a visit passes the filters. */
function drifting(notes) {
  if (!filters.size) return data.index.drift;
  const here = new Set(notes.map((note) => note.patient));
  return data.index.drift.filter((one) => here.has(one.patient));
}

function visitMark(at) {
  const note = data.notes[at];
  const code = note.billed === NONE ? `${note.supported} supported, none billed` : `billed ${note.billed}`;
  const tone = note.unspecified ? "unspecified" : note.status === "current" || note.billed !== NONE ? "specified" : "elsewhere";
  return { tone, title: `${note.date}: ${code}` };
}

function patientsView() {
  const notes = chosen();
  const rows = drifting(notes);
  const table = grid({
    caption: "Unspecified code by patient",
    rows,
    size: 50,
    empty: "No patient here has the unspecified code on two visits that follow each other.",
    columns: [
      { key: "patient", title: "Patient", kind: "code", value: (row) => row.patient, cell: (row) =>
        h("button", { type: "button", className: "link", onclick: () => go("#/notes", { patient: row.patient }) }, row.patient) },
      { key: "strip", title: "Visits", value: (row) => row.visits.length, first: "desc", cell: (row) =>
        strip(row.visits.map((at) => visitMark(at).title).join("; "), row.visits.map(visitMark)) },
      { key: "longest", title: "Longest run", kind: "number", value: (row) => row.longest },
      { key: "standing", title: "Run now", kind: "number", value: (row) => row.standing },
      { key: "unjustified", title: "Not justified", kind: "number", value: (row) => row.unjustified },
      { key: "since", title: "From", kind: "date", value: (row) => row.since },
      { key: "until", title: "To", kind: "date", value: (row) => row.until },
      { key: "who", title: "Clinicians", value: (row) => [...new Set(row.visits.map((at) => data.notes[at].provider).filter(Boolean))].join(", ") || null },
    ],
  });
  const parts = [{ name: "unspecified code", tone: "unspecified" }, { name: "another code for the problem", tone: "specified" }, { name: "about something else", tone: "elsewhere" }];
  return [
    h("h2", null, "Unspecified code by patient ", h("span", { className: "quiet" }, number(rows.length))),
    h("p", { className: "quiet lead" }, `Patients with ${data.index.unspecified} on two or more visits that follow each other, oldest visit first. A square is a visit. “Not justified” counts visits at which nothing says why it still stands.`),
    legend(parts), h("div", { className: "panel wide-grid" }, table.root),
  ];
}

// --- Workups -------------------------------------------------------------------------------------------------------

function workupsOf(notes) {
  if (!filters.size) return data.index.workups;
  const here = new Set(notes.map((note) => note.at));
  return data.index.workups.filter((one) => one.mentions.some((at) => here.has(at)));
}

const openWorkups = (notes) => workupsOf(notes).filter((one) => one.state === "open");

function workupsView() {
  const rows = workupsOf(chosen());
  const table = grid({
    caption: "Workups to look at again",
    rows,
    size: 50,
    empty: "No note here waits for a workup.",
    columns: [
      { key: "state", title: "State", value: (row) => row.state, cell: (row) => h("span", { className: `badge ${row.state === "open" ? "warning" : "agrees"}` }, row.state) },
      { key: "days", title: "Days", kind: "number", value: (row) => row.days },
      { key: "study", title: "Waits for", value: (row) => row.study },
      { key: "patient", title: "Patient", kind: "code", value: (row) => data.notes[row.at].patient },
      { key: "note", title: "Ordered at", kind: "code", value: (row) => data.notes[row.at].id, cell: (row) => noteLink(data.notes[row.at]) },
      { key: "date", title: "Ordered", kind: "date", value: (row) => data.notes[row.at].date },
      { key: "provider", title: "Clinician", value: (row) => data.notes[row.at].provider },
      { key: "clinic", title: "Clinic", value: (row) => data.notes[row.at].clinic },
      { key: "mentions", title: "Visits waiting", kind: "number", value: (row) => row.mentions.length },
      { key: "closed", title: "Closed by", kind: "date", value: (row) => (row.closed === null ? null : data.notes[row.closed].date), cell: (row) =>
        (row.closed === null ? "–" : h("span", null, noteLink(data.notes[row.closed], data.notes[row.closed].date), ` ${data.notes[row.closed].supported}`)) },
    ],
  });
  const open = rows.filter((row) => row.state === "open").length;
  return [
    h("h2", null, "Workups to look at again ", h("span", { className: "quiet" }, `${number(open)} open`)),
    h("p", { className: "quiet lead" }, `Notes for which ${data.index.unspecified} is right while a study, referral or result is awaited. Days are counted to ${data.index.asOf ?? "the newest note"}, or to the visit that has the result or supports another code.`),
    h("div", { className: "panel wide-grid" }, table.root),
  ];
}

// --- Reviews -------------------------------------------------------------------------------------------------------

function precisionCell(judged) {
  if (!judged || judged.share === null) return h("span", { className: "quiet" }, judged ? "disputed" : "not reviewed");
  return h("span", { className: "share wide", title: `${judged.accepted} accepted, ${judged.rejected} rejected${judged.disputed ? `, ${judged.disputed} disputed` : ""}` },
    interval(judged.share, judged.low, judged.high), h("span", null, `${percent(judged.share)} (${percent(judged.low)} to ${percent(judged.high)}), ${number(judged.accepted + judged.rejected)}`));
}

function reviewersPanel() {
  const reviews = data.index.reviews;
  if (!reviews) return null;
  const table = grid({
    caption: "Agreement of reviewers",
    rows: reviews.kappas,
    empty: "No two reviewers have judged the same finding yet.",
    columns: [
      { key: "pair", title: "Reviewers", value: (row) => `${row.first} and ${row.second}` },
      { key: "findings", title: "Findings both judged", kind: "number", value: (row) => row.findings },
      { key: "agreed", title: "Same verdict", kind: "number", value: (row) => row.agreed, cell: (row) => `${number(row.agreed)} (${percent(share(row.agreed, row.findings))})` },
      { key: "kappa", title: "Cohen's kappa", kind: "number", value: (row) => row.kappa, cell: (row) => (row.kappa === null ? "not defined" : row.kappa.toFixed(2)) },
    ],
  });
  return panel("Reviewers", `${count(reviews.verdicts, "verdict")} by ${count(reviews.reviewers.length, "reviewer")}. Precision stands beside each rule, with its 95% interval. Kappa is 0 where agreement is no better than chance, 1 where it is complete.`, table.root);
}
