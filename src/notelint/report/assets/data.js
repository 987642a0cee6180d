// The notes: the index is unpacked when the page opens, the text and details of a note when it is asked for.

const SEVERITIES = ["error", "warning", "info"];
const NONE = "none";

const data = { index: null, notes: [], chunks: new Map() };

/** Unpack the index and give each note its record. */
async function loadIndex() {
  const index = await unpack(document.getElementById("index").textContent);
  const columns = index.notes;
  const named = (names, at) => (at < 0 ? null : names[at]);
  data.index = index;
  data.notes = columns.id.map((id, at) => ({
    at,
    id,
    patient: named(index.patients, columns.patient[at]),
    date: columns.date[at],
    month: columns.date[at] ? columns.date[at].slice(0, 7) : null,
    provider: named(index.providers, columns.provider[at]),
    clinic: named(index.clinics, columns.clinic[at]),
    visit: index.visits[columns.visit[at]],
    status: index.statuses[columns.status[at]],
    supported: index.codes[columns.supported[at]],
    billed: index.codes[columns.billed[at]],
    claim: columns.claim[at].map((code) => index.codes[code]),
    use: columns.use[at].map((code) => index.codes[code]),
    confidence: index.confidences[columns.confidence[at]],
    agreement: index.agreements[columns.agreement[at]],
    unspecified: columns.unspecified[at] === 1,
    rules: columns.rules[at].map((rule) => index.rules[rule]),
  }));
  for (const note of data.notes) {
    note.counts = { error: 0, warning: 0, info: 0 };
    for (const rule of note.rules) note.counts[rule.severity] += 1;
    note.worst = SEVERITIES.find((severity) => note.counts[severity]) ?? "clean";
    note.found = [note.id, note.patient, note.provider, note.clinic, ...note.claim, note.supported, ...note.use]
      .filter(Boolean).join("\n").toLowerCase();
  }
}

/** What a note shows of one point: `met`, `unmet`, `na`, or null where it was not judged. */
function tipOf(note, tip) {
  return { m: "met", u: "unmet", n: "na" }[data.index.tips[tip].states[note.at]] ?? null;
}

/** Text, facts, findings and reasons of a note. The page may still be arriving: then its part is waited for. */
async function details(note) {
  const number = Math.floor(note.at / data.index.chunk);
  if (!data.chunks.has(number)) {
    let element = document.getElementById(`chunk-${number}`);
    if (!element?.nextSibling && document.readyState === "loading") {
      await new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));
      element = document.getElementById(`chunk-${number}`);
    }
    if (data.chunks.size >= 12) data.chunks.delete(data.chunks.keys().next().value);
    data.chunks.set(number, await unpack(element.textContent));
  }
  return data.chunks.get(number)[note.at % data.index.chunk];
}

// --- Filters -------------------------------------------------------------------------------------------------------

/** Each filter: its label, and whether a note passes it. Those with `field` have a control in the bar. */
const FILTERS = {
  q: { label: "Search", passes: (note, value) => value.toLowerCase().split(/\s+/).every((word) => note.found.includes(word)) },
  clinic: { label: "Clinic", passes: (note, value) => (note.clinic ?? "") === value },
  provider: { label: "Clinician", passes: (note, value) => (note.provider ?? "") === value },
  from: { label: "From", passes: (note, value) => note.month !== null && note.month >= value },
  to: { label: "To", passes: (note, value) => note.month !== null && note.month <= value },
  severity: { label: "Findings", passes: (note, value) => (value === "clean" ? note.worst === "clean" : note.counts[value] > 0) },
  rule: { label: "Rule", passes: (note, value) => note.rules.some((rule) => rule.id === value) },
  supported: { label: "Supports", passes: (note, value) => note.supported === value },
  billed: { label: "Billed", passes: (note, value) => note.billed === value },
  agreement: { label: "Claim", passes: (note, value) => note.agreement === value },
  status: { label: "Problem", passes: (note, value) => note.status === value },
  unspecified: { label: "Unspecified code", passes: (note, value) => note.unspecified === (value === "yes") },
  worst: { label: "Worst finding", passes: (note, value) => note.worst === value },
  missing: { label: "Not documented", passes: (note, value) => tipOf(note, Number(value)) === "unmet" },
  patient: { label: "Patient", passes: (note, value) => note.patient === value },
};

const filters = new Map();

/** The notes that pass all filters, in the order of the report. */
function chosen() {
  const active = [...filters].map(([name, value]) => [FILTERS[name].passes, value]);
  if (!active.length) return data.notes;
  return data.notes.filter((note) => active.every(([passes, value]) => passes(note, value)));
}

/** How a filter's value is shown. */
function shownValue(name, value) {
  if (name === "missing") return data.index.tips[Number(value)].label;
  return value === "" ? "not stated" : value;
}
