// Reviewing, in the page that `notelint review` serves: each finding is accepted or rejected, with a comment where that
// helps. What others said of a finding is shown once it is judged, so that verdicts are independent.

const review = { token: null, reviewer: "", verdicts: new Map(), queue: [], at: -1, focus: null, notice: null };

const keyOf = (note, finding) => `${note.at}/${finding}`;

/** Ask the server; the token goes along in a header, which no other page can send. */
async function ask(path, sent) {
  const answer = await fetch(path, {
    method: sent ? "POST" : "GET",
    headers: { "X-Notelint-Token": review.token, ...(sent ? { "Content-Type": "application/json" } : {}) },
    body: sent ? JSON.stringify(sent) : undefined,
    cache: "no-store",
  });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.error ?? `The server answered ${answer.status}`);
  return told;
}

const reviewerKept = {
  get() { try { return sessionStorage.getItem("notelint-reviewer") ?? ""; } catch { return ""; } },
  set(name) { try { sessionStorage.setItem("notelint-reviewer", name); } catch { /* asked again next time, then */ } },
};

async function loadReviews() {
  review.token = location.pathname.split("/")[1];
  review.reviewer = reviewerKept.get();
  await refreshReviews();
  if (!location.hash) location.hash = "#/review";
}

async function refreshReviews() {
  const told = await ask("reviews");
  data.index.reviews = told.summary;
  review.verdicts = new Map();
  for (const one of told.every) {
    const key = `${one.note}/${one.finding}`;
    if (!review.verdicts.has(key)) review.verdicts.set(key, new Map());
    review.verdicts.get(key).set(one.reviewer, one);
  }
}

const mineOf = (key) => review.verdicts.get(key)?.get(review.reviewer);

function problem(error) {
  document.querySelector(".reviewproblem")?.remove();
  document.getElementById("main").prepend(h("p", { className: "problem reviewproblem", role: "alert" }, error.message || "The server cannot be reached."));
}

// --- The controls beside a finding -----------------------------------------------------------------------------------

async function judge(note, finding, verdict, comment) {
  const key = keyOf(note, finding.at);
  if (!review.reviewer) {
    review.notice = "Say who you are first: verdicts are kept by reviewer.";
    location.hash = "#/review";
    return;
  }
  try {
    await ask("reviews", { note: note.at, finding: finding.at, reviewer: review.reviewer, verdict, comment });
    await refreshReviews();
    document.querySelector(".reviewproblem")?.remove();
    announce(`Finding ${finding.at + 1}: ${verdict}ed`);
    const card = document.getElementById(`finding-${finding.at}`);
    if (view.note === note && card) {
      const focused = card.contains(document.activeElement) ? document.activeElement.dataset.verdict : null;
      card.querySelector(".review").replaceWith(controls(note, finding));
      if (focused) card.querySelector(`[data-verdict="${focused}"]`)?.focus();
      document.querySelector(".queue")?.replaceWith(queueBar(note));
    }
  } catch (error) {
    problem(error);
  }
}

function controls(note, finding) {
  const key = keyOf(note, finding.at);
  const mine = mineOf(key);
  const comment = h("input", { type: "text", className: "comment", maxlength: 2000, placeholder: "Comment", "aria-label": `Comment on finding ${finding.at + 1}`, value: mine?.comment ?? "",
    onchange: (event) => { if (mineOf(key)) judge(note, finding, mineOf(key).verdict, event.target.value); } });
  const button = (verdict, name) => h("button", { type: "button", className: `small verdict ${verdict}`, "data-verdict": verdict, "aria-pressed": String(mine?.verdict === verdict),
    "aria-label": `${name} finding ${finding.at + 1}`, onclick: () => judge(note, finding, verdict, comment.value) }, name);
  const others = mine ? [...(review.verdicts.get(key) ?? [])].filter(([name]) => name !== review.reviewer) : [];
  return h("div", { className: "review" }, button("accept", "Accept"), button("reject", "Reject"), comment,
    others.length ? h("p", { className: "quiet" }, others.map(([name, one]) => `${name}: ${one.verdict}${one.comment ? ` (${one.comment})` : ""}`).join("; ")) : null);
}

function reviewControls(note, finding) { return controls(note, finding); }

// --- The sample ------------------------------------------------------------------------------------------------------

async function draw(kind, many, seed) {
  try {
    const told = await ask(`sample?kind=${encodeURIComponent(kind)}&n=${encodeURIComponent(many)}&seed=${encodeURIComponent(seed)}`);
    review.queue = told.findings;
    const first = review.queue.findIndex(([at, finding]) => !mineOf(`${at}/${finding}`));
    if (review.queue.length) turnTo(first < 0 ? 0 : first);
    else problem(new Error("There is no finding to review."));
  } catch (error) {
    problem(error);
  }
}

/** Go to a finding of the sample. */
function turnTo(place) {
  if (place < 0 || place >= review.queue.length) return;
  review.at = place;
  const [at, finding] = review.queue[place];
  review.focus = finding;
  if (location.hash === `#/note/${at}`) reviewShown(); else location.hash = `#/note/${at}`;
}

/** The finding of the sample whose turn it is, if it is on this note. */
function reviewShown() {
  const [at, finding] = review.queue[review.at] ?? [];
  if (view.note?.at !== at) return;
  document.querySelector(".queue")?.replaceWith(queueBar(view.note));
  light(finding, true);
}

function queueBar(note) {
  if (!review.queue.length) return h("span", { className: "queue" });
  const done = review.queue.filter(([at, finding]) => mineOf(`${at}/${finding}`)).length;
  return h("span", { className: "queue" },
    h("b", null, `Sample: ${review.at + 1} of ${review.queue.length}`), h("span", { className: "quiet" }, `${done} judged`),
    h("button", { type: "button", disabled: review.at <= 0, onclick: () => turnTo(review.at - 1), "aria-keyshortcuts": "p" }, "Back"),
    h("button", { type: "button", disabled: review.at >= review.queue.length - 1, onclick: () => turnTo(review.at + 1), "aria-keyshortcuts": "n" }, "On"));
}

/** Keys on a note: a accepts and r rejects the finding whose turn it is, n and p go through the sample. */
function reviewKey(key) {
  if (key === "n" || key === "p") { turnTo(review.at + (key === "n" ? 1 : -1)); return review.queue.length > 0; }
  const verdict = { a: "accept", r: "reject" }[key];
  if (!verdict) return false;
  const [at, finding] = review.queue[review.at] ?? [];
  const lit = document.querySelector(".finding.lit");
  const place = lit ? Number(lit.id.slice(8)) : view.note?.at === at ? finding : null;
  if (place === null) return false;
  const comment = document.querySelector(`#finding-${place} .comment`)?.value ?? "";
  judge(view.note, view.details.findings[place], verdict, comment);
  return true;
}

function reviewView() {
  const total = data.notes.reduce((sum, note) => sum + note.rules.length, 0);
  const name = h("input", { id: "reviewer", type: "text", value: review.reviewer, maxlength: 80, autocomplete: "off", spellcheck: "false", oninput: (event) => {
    review.reviewer = event.target.value.trim();
    reviewerKept.set(review.reviewer);
  } });
  const kind = h("select", { id: "kind" }, h("option", { value: "random" }, "at random"), h("option", { value: "by-rule" }, "of each rule"));
  const many = h("input", { id: "sample-size", type: "number", min: 1, max: 10000, value: 30 });
  const seed = h("input", { id: "seed", type: "number", min: 0, value: 1 });
  const form = h("form", { className: "panel sampler", onsubmit: (event) => { event.preventDefault(); draw(kind.value, many.value, seed.value); } },
    h("h3", null, "Draw a sample"),
    h("p", { className: "quiet" }, `Of ${count(total, "finding")}. The same numbers draw the same findings: two reviewers who use them judge the same, and can be compared.`),
    h("div", { className: "row end" },
      h("div", { className: "field" }, h("label", { for: "reviewer" }, "Your name or initials"), name),
      h("div", { className: "field" }, h("label", { for: "sample-size" }, "Findings"), many),
      h("div", { className: "field" }, h("label", { for: "kind" }, "Drawn"), kind),
      h("div", { className: "field" }, h("label", { for: "seed" }, "Number of the draw"), seed),
      h("button", { type: "submit", className: "main" }, "Begin")),
    h("p", { className: "quiet" }, "On a note: a accepts, r rejects, n goes on, p goes back. Verdicts are kept at once, in the batch's DuckDB file. Findings of any note can be judged too, without a sample."));
  const judged = data.index.reviews?.rules ?? {};
  const rows = Object.entries(judged).map(([id, one]) => ({ rule: data.index.rules.find((rule) => rule.id === id), id, ...one }));
  const table = grid({
    caption: "Precision by rule",
    rows,
    sort: ["rule", "asc"],
    empty: "Nothing has been judged yet.",
    columns: [
      { key: "rule", title: "Rule", kind: "code", value: (row) => row.id },
      { key: "name", title: "What it says", value: (row) => row.rule?.name.replaceAll("-", " ") ?? null },
      { key: "accepted", title: "Accepted", kind: "number", value: (row) => row.accepted },
      { key: "rejected", title: "Rejected", kind: "number", value: (row) => row.rejected },
      { key: "disputed", title: "Disputed", kind: "number", value: (row) => row.disputed },
      { key: "share", title: "Precision", kind: "share", value: (row) => row.share, cell: precisionCell },
    ],
  });
  const notice = review.notice ? h("p", { className: "problem reviewproblem", role: "alert" }, review.notice) : null;
  review.notice = null;
  return [notice, h("h2", null, "Review"), form, panel("Precision by rule", "Of the findings that were accepted or rejected, those accepted; with the 95% interval.", table.root), reviewersPanel()];
}
