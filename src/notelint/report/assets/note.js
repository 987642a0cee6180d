// One note: its text with what was read in it, and beside it what was found, the code and why.

const view = { note: null, details: null, hidden: new Set(), order: 0 };

const ASSERTIONS = {
  present: "present", absent: "absent: denied, excluded or normal", possible: "possible: hedged", historical: "in the past",
  hypothetical: "conditional or instruction", family: "about somebody else", planned: "ordered or planned",
};

/** A function from code points, in which offsets are counted, to the units of the page's strings. */
function unitsOf(text) {
  if (!/[\ud800-\udfff]/.test(text)) return (offset) => offset;
  const units = [];
  let at = 0;
  for (const character of text) { units.push(at); at += character.length; }
  units.push(at);
  return (offset) => units[Math.min(offset, units.length - 1)];
}

/** The facts of a note, with names; their places in units of the text. */
function factsOf(told, units) {
  const { concepts, assertions, sections, groups } = data.index;
  return told.f.map(([concept, start, end, assertion, past, section, days]) => ({
    concept: concepts[concept][0], group: groups[concepts[concept][1]], tone: concepts[concept][1] % 15,
    start: start === null ? null : units(start), end: end === null ? null : units(end),
    assertion: assertions[assertion], past: Boolean(past), section: section === null ? null : sections[section], days,
  }));
}

/** The text cut at every edge of a fact or finding, each piece marked with what covers it. */
function marked(text, facts, places) {
  const edges = new Set([0, text.length]);
  for (const each of [...facts, ...places]) { edges.add(each.start); edges.add(each.end); }
  const cuts = [...edges].filter((at) => at >= 0 && at <= text.length).sort((one, other) => one - other);
  const pieces = [];
  for (let at = 0; at + 1 < cuts.length; at += 1) {
    const [from, to] = [cuts[at], cuts[at + 1]];
    const covers = (each) => each.start <= from && each.end >= to;
    const inside = facts.filter(covers).sort((one, other) => other.end - other.start - (one.end - one.start));
    const found = places.filter(covers);
    const words = text.slice(from, to);
    if (!inside.length && !found.length) { pieces.push(words); continue; }
    const fact = inside.find((each) => !view.hidden.has(each.group));
    const classes = [];
    if (fact) classes.push("fact", `tone${fact.tone}`, fact.assertion, fact.past ? "past" : "");
    if (found.length) classes.push("place", found[0].severity);
    const title = fact ? `${fact.concept}: ${ASSERTIONS[fact.assertion] ?? fact.assertion}${fact.past ? ", of an earlier visit" : ""}` : null;
    const mark = h("mark", { className: classes.filter(Boolean).join(" "), title, "data-facts": inside.map((each) => each.at).join(" "), "data-findings": found.map((each) => each.at).join(" ") }, words);
    pieces.push(mark);
    for (const each of found.filter((place) => place.end === to)) {
      pieces.push(h("a", { className: `ref ${each.severity}`, href: `#finding-${each.at}`, "aria-label": `Finding ${each.at + 1}, ${each.rule}`, onclick: (event) => { event.preventDefault(); light(each.at, true); } }, String(each.at + 1)));
    }
  }
  return pieces;
}

/** Show which words a finding rests on; with `card`, go to the finding, else to the words. */
function light(at, card = false) {
  const finding = view.details.findings[at];
  const facts = new Set(finding.f.map(String));
  let first = null;
  for (const mark of document.querySelectorAll(".text mark")) {
    const mine = mark.dataset.findings.split(" ").includes(String(at)) || mark.dataset.facts.split(" ").some((fact) => fact !== "" && facts.has(fact));
    mark.classList.toggle("lit", mine);
    first ??= mine ? mark : null;
  }
  for (const each of document.querySelectorAll(".finding")) each.classList.toggle("lit", each.id === `finding-${at}`);
  const target = card ? document.getElementById(`finding-${at}`) : first;
  target?.scrollIntoView({ block: "nearest", behavior: "auto" });
  if (card) target?.focus();
  announce(first ? `Finding ${at + 1}: its words are marked in the text` : `Finding ${at + 1}: it is about something that is missing`);
}

function findingCard(finding) {
  const rule = data.index.rules[finding.r];
  const line = (name, words) => (words ? h("p", null, h("b", null, `${name} `), words) : null);
  const words = finding.s !== null || finding.f.length;
  return h("article", { className: `finding ${rule.severity}`, id: `finding-${finding.at}`, tabindex: -1, "aria-label": `Finding ${finding.at + 1}: ${rule.id} ${rule.name}` },
    h("header", null, h("span", { className: `ref ${rule.severity}`, "aria-hidden": "true" }, String(finding.at + 1)),
      h("b", null, rule.id), h("span", null, rule.name.replaceAll("-", " ")), severityBadge(rule.severity)),
    h("p", { className: "message" }, finding.m ?? "–"),
    finding.c && !(finding.m ?? "").includes(`Use ${finding.c}`) ? line("Use", finding.c) : null,
    finding.q ? h("blockquote", null, h("span", { className: "quiet" }, "Ask the clinician: "), finding.q) : null,
    h("details", null, h("summary", null, "Why, and by what source"), line("Why:", finding.w || rule.why), line("Instead:", rule.remedy), line("Source:", finding.u), finding.o && finding.o !== "text" ? line("Stands in:", finding.o) : null),
    h("div", { className: "row" },
      words && data.index.text ? h("button", { type: "button", className: "small", "aria-label": `Show the words of finding ${finding.at + 1}`, onclick: () => light(finding.at) }, "Show the words") : null,
      reviewControls(view.note, finding, rule)));
}

function codePanel(note, told) {
  const reasons = told.r.map((reason) => h("li", null, reason.t ?? "(words left out)"));
  const rejected = told.n.map((one) => h("li", null, h("b", null, `Not ${one.code}: `), one.why));
  const sure = { documented: "the words are there", query: "an open question could change it", default: "nothing says otherwise" };
  return h("section", { className: "panel code" }, h("h3", null, "Code"),
    h("div", { className: "codes" },
      h("div", null, h("span", { className: "quiet" }, "Supported"), h("strong", null, codesOf(note))),
      h("div", null, h("span", { className: "quiet" }, "On the claim"), h("strong", null, note.claim.join(", ") || "none")),
      agreementBadge(note)),
    h("p", { className: "quiet" }, `${capital(note.confidence ?? "")}: ${sure[note.confidence] ?? ""}.`),
    reasons.length ? h("ul", null, reasons) : null,
    rejected.length ? h("details", null, h("summary", null, "What was weighed against it"), h("ul", null, rejected)) : null);
}

function checklistPanel(note) {
  const states = data.index.tips.map((tip, at) => [tip, tipOf(note, at)]).filter(([, state]) => state);
  if (!states.length) return null;
  const signs = { met: "✓", unmet: "✗", na: "–" };
  const words = { met: "documented", unmet: "missing", na: "does not apply" };
  return h("section", { className: "panel" }, h("h3", null, "What the chart shows"), h("ul", { className: "checks" },
    states.map(([tip, state]) => h("li", { className: state }, h("span", { className: "sign", "aria-hidden": "true" }, signs[state]), tip.label, h("span", { className: "hidden" }, `: ${words[state]}`)))));
}

function textPanel(told, facts) {
  if (!data.index.text || told.x === null) {
    return h("section", { className: "panel" }, h("h3", null, "Text"), h("p", { className: "empty" }, "This report was made without the notes' words."));
  }
  const units = unitsOf(told.x);
  const places = view.details.findings.filter((finding) => finding.s !== null && finding.e > finding.s).map((finding) => ({
    at: finding.at, start: units(finding.s), end: units(finding.e), severity: data.index.rules[finding.r].severity, rule: data.index.rules[finding.r].id,
  }));
  const body = h("div", { className: "text", tabindex: 0, role: "region", "aria-label": "Text of the note" }, marked(told.x, facts, places));
  const shown = [...new Map(facts.map((fact) => [fact.group, fact.tone]))].sort();
  const toggle = ([group, tone]) => h("button", {
    type: "button", className: `toggle tone${tone}`, "aria-pressed": String(!view.hidden.has(group)), onclick: (event) => {
      const button = event.currentTarget;
      if (view.hidden.has(group)) view.hidden.delete(group); else view.hidden.add(group);
      button.setAttribute("aria-pressed", String(!view.hidden.has(group)));
      body.replaceChildren(...marked(told.x, facts, places));
    },
  }, capital(group.replaceAll("_", " ")));
  return h("section", { className: "panel" }, h("h3", null, "Text"),
    shown.length ? h("div", { className: "toggles", role: "group", "aria-label": "What is marked" }, shown.map(toggle)) : null,
    h("ul", { className: "legend", "aria-hidden": "true" }, ["present", "absent", "possible", "planned", "historical"].map((name) => h("li", null, h("span", { className: `mark fact tone0 ${name}` }, name)))),
    body);
}

function factsPanel(told, facts) {
  if (!facts.length) return null;
  const text = data.index.text ? told.x : null;
  const table = grid({
    caption: "What was read in the note",
    rows: facts,
    columns: [
      { key: "at", title: "Words", value: (fact) => (text ? text.slice(fact.start, fact.end) : String(fact.at + 1)) },
      { key: "concept", title: "Concept", value: (fact) => fact.concept },
      { key: "assertion", title: "Is", value: (fact) => fact.assertion + (fact.past ? ", earlier visit" : "") },
      { key: "section", title: "Section", value: (fact) => fact.section?.replaceAll("_", " ") ?? null },
      { key: "days", title: "Days", kind: "number", value: (fact) => fact.days },
    ],
  });
  return h("details", { className: "panel" }, h("summary", null, `What was read in the note (${number(facts.length)})`), table.root);
}

/** The note before or after this one, in the order of the list. */
function beside(note, step) {
  const order = sequence.notes.includes(note) ? sequence.notes : chosen();
  const at = order.indexOf(note);
  return at < 0 ? null : order[at + step] ?? null;
}

async function noteView(at) {
  const note = data.notes[at];
  if (!note) return [h("p", { className: "empty" }, "There is no such note.")];
  const told = await details(note);
  const units = told.x ? unitsOf(told.x) : (offset) => offset;
  const facts = factsOf(told, units).map((fact, order) => ({ ...fact, at: order }));
  view.note = note;
  view.details = { ...told, findings: told.i.map((finding, order) => ({ ...finding, at: order })) };
  const step = (name, keys, other) => (other
    ? h("a", { className: "button", href: `#/note/${other.at}`, "aria-keyshortcuts": keys }, name)
    : h("span", { className: "button off" }, name));
  const about = [["Date", note.date], ["Patient", note.patient], ["Clinician", note.provider], ["Clinic", note.clinic], ["Visit", note.visit], [capital(data.index.problem), note.status]];
  return [
    h("div", { className: "notehead" },
      h("div", { className: "row" }, h("a", { className: "button", href: "#/notes" }, "All notes"), step("Previous", "k", beside(note, -1)), step("Next", "j", beside(note, 1)), queueBar(note)),
      h("h2", { tabindex: -1 }, note.id),
      h("dl", { className: "meta" }, about.filter(([, value]) => value).map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value))))),
    h("div", { className: "note" },
      h("div", { className: "left" }, textPanel(told, facts), factsPanel(told, facts)),
      h("div", { className: "right" },
        h("section", { className: "panel findings", "aria-label": "Findings" }, h("h3", null, "Findings ", h("span", { className: "quiet" }, number(told.i.length))),
          told.i.length ? view.details.findings.map(findingCard) : h("p", { className: "empty" }, "Nothing was found.")),
        codePanel(note, told), checklistPanel(note))),
  ];
}
