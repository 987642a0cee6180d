// A table that is sorted by its heads and shown in pages, so that twenty thousand rows cost no more than fifty.

const inOrder = new Intl.Collator("en", { numeric: true });

/**
 * @param given.caption  what the table is, for those who do not see where it stands
 * @param given.columns  [{key, title, kind, value(row), cell(row)?, first: "desc"?}]; kind: text, number, share, date, code
 * @param given.rows     the rows
 * @param given.sort     [key, "asc" | "desc"] to begin with, or null for the order of the rows
 * @param given.size     rows a page; 0 shows all
 * @param given.empty    what to say where there is no row
 * @param given.ordered  is told the rows in their new order
 */
function grid(given) {
  const state = { sort: given.sort ?? null, page: 0, size: given.size ?? 0 };
  const root = h("div", { className: "grid" });
  let rows = given.rows;
  let ordered = rows;

  const compare = (column) => (one, other) => {
    const [a, b] = [column.value(one), column.value(other)];
    const [noA, noB] = [a === null || a === undefined || a === "", b === null || b === undefined || b === ""];
    if (noA || noB) return noA - noB || 0;
    const order = typeof a === "number" ? a - b : inOrder.compare(String(a), String(b));
    return state.sort[1] === "asc" ? order : -order;
  };

  function arrange() {
    const column = state.sort && given.columns.find((each) => each.key === state.sort[0]);
    ordered = column ? [...rows].sort(compare(column)) : rows;
    given.ordered?.(ordered);
  }

  function sortBy(column) {
    const first = column.first ?? (column.kind === "number" || column.kind === "share" || column.kind === "date" ? "desc" : "asc");
    const same = state.sort?.[0] === column.key;
    state.sort = [column.key, same ? (state.sort[1] === "asc" ? "desc" : "asc") : first];
    state.page = 0;
    arrange();
    draw();
    announce(`Sorted by ${column.title}, ${state.sort[1] === "asc" ? "ascending" : "descending"}`);
    root.querySelector(`th[data-key="${column.key}"] button`)?.focus();
  }

  function head(column) {
    const sorted = state.sort?.[0] === column.key ? (state.sort[1] === "asc" ? "ascending" : "descending") : "none";
    return h("th", { scope: "col", "data-key": column.key, "aria-sort": sorted, className: `k-${column.kind ?? "text"}` },
      h("button", { type: "button", onclick: () => sortBy(column) }, column.title, h("span", { className: "arrow", "aria-hidden": "true" })));
  }

  function cell(column, row, at) {
    const value = column.cell ? column.cell(row) : column.value(row);
    const shown = column.cell ? value : column.kind === "number" ? number(value) : column.kind === "share" ? shareCell(value) : value ?? "–";
    return h(at === 0 ? "th" : "td", { className: `k-${column.kind ?? "text"}`, scope: at === 0 ? "row" : null }, shown);
  }

  function turn(page) {
    state.page = page;
    draw();
    const [from, to] = [state.page * state.size + 1, Math.min(ordered.length, (state.page + 1) * state.size)];
    announce(`Rows ${from} to ${to} of ${ordered.length}`);
  }

  function pager(pages) {
    const [from, to] = [state.page * state.size + 1, Math.min(ordered.length, (state.page + 1) * state.size)];
    const size = h("select", { "aria-label": "Rows a page", onchange: (event) => { state.size = Number(event.target.value); turn(0); } },
      [25, 50, 100, 250].map((many) => h("option", { value: many, selected: many === state.size }, `${many} a page`)));
    const go = (title, page, off) => h("button", {
      type: "button", disabled: off, onclick: () => { turn(page); root.querySelector(`[data-go="${title}"]`)?.focus(); }, "data-go": title,
    }, title);
    return h("div", { className: "pager" },
      h("span", null, `${number(from)}–${number(to)} of ${number(ordered.length)}`),
      go("First", 0, state.page === 0), go("Previous", state.page - 1, state.page === 0),
      go("Next", state.page + 1, state.page >= pages - 1), go("Last", pages - 1, state.page >= pages - 1), size);
  }

  function draw() {
    if (!ordered.length) {
      root.replaceChildren(h("p", { className: "empty" }, given.empty ?? "Nothing here."));
      return;
    }
    const pages = state.size ? Math.ceil(ordered.length / state.size) : 1;
    const shown = state.size ? ordered.slice(state.page * state.size, (state.page + 1) * state.size) : ordered;
    const first = state.size ? state.page * state.size : 0;
    const table = h("table", { "aria-rowcount": ordered.length + 1 },
      h("caption", { className: "hidden" }, given.caption),
      h("thead", null, h("tr", { "aria-rowindex": 1 }, given.columns.map(head))),
      h("tbody", null, shown.map((row, at) => {
        const line = h("tr", { "aria-rowindex": first + at + 2 }, given.columns.map((column, place) => cell(column, row, place)));
        given.dress?.(line, row);
        return line;
      })));
    // A table that is wider than the page is scrolled; with the keyboard too.
    const frame = h("div", { className: "scroll", tabindex: 0, role: "region", "aria-label": given.caption }, table);
    root.replaceChildren(frame);
    if (state.size && ordered.length > 25) root.append(pager(pages));
  }

  arrange();
  draw();
  return { root, update(changed) { rows = changed; state.page = 0; arrange(); draw(); } };
}
