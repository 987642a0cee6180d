// Small charts, drawn as SVG. Each has a label that says what it shows, and stands beside a table with its figures.

/** A bar for a share (0 to 1), for a table cell; `tone` is a class. */
function bar(value, tone = "accent") {
  const width = 100 * Math.max(0, Math.min(1, value ?? 0));
  return s("svg", { className: "bar", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
    s("rect", { className: "track", x: 0, y: 0, width: 100, height: 8 }),
    s("rect", { className: `fill ${tone}`, x: 0, y: 0, width, height: 8 }));
}

/** Percentage with its bar. */
function shareCell(value, tone) {
  return h("span", { className: "share" }, bar(value, tone), h("span", null, percent(value)));
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const monthName = (month) => `${MONTHS[Number(month.slice(5, 7)) - 1]} ${month.slice(0, 4)}`;

/** Every month from the first to the last, those without notes too (at most ten years). */
function monthsBetween(first, last) {
  const found = [];
  let [year, month] = first.split("-").map(Number);
  for (let many = 0; many < 120; many += 1) {
    const name = `${year}-${String(month).padStart(2, "0")}`;
    if (name > last) break;
    found.push(name);
    month += 1;
    if (month > 12) { month = 1; year += 1; }
  }
  return found;
}

/** A round number at or above a value, for the top of a scale. */
function ceiling(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return [1, 2, 4, 5, 10].map((step) => step * power).find((step) => step >= value);
}

const PLOT = { width: 560, height: 210, left: 44, right: 12, top: 14, bottom: 30 };

function frame(label, top, format, months) {
  const { width, height, left, right, top: above, bottom } = PLOT;
  const inner = { width: width - left - right, height: height - above - bottom };
  const y = (value) => above + inner.height * (1 - value / top);
  const step = inner.width / Math.max(1, months.length);
  const x = (at) => left + step * (at + 0.5);
  const every = Math.ceil(months.length / 8);
  const plot = s("svg", { className: "plot", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label });
  for (const part of [0, 0.25, 0.5, 0.75, 1]) {
    const value = top * part;
    if (!Number.isInteger(value) && format === number) continue;
    plot.append(
      s("line", { className: "grid", x1: left, x2: width - right, y1: y(value), y2: y(value) }),
      s("text", { className: "tick", x: left - 7, y: y(value) + 4, "text-anchor": "end" }, format(value)));
  }
  months.forEach((month, at) => {
    if (at % every) return;
    const name = months.length > 12 ? monthName(month) : MONTHS[Number(month.slice(5)) - 1];
    plot.append(s("text", { className: "tick", x: x(at), y: height - 9, "text-anchor": "middle" }, name));
  });
  return { plot, x, y, step };
}

/** Columns of stacked parts, one a month. `parts`: [{name, tone, values}]. */
function columns(label, months, parts) {
  const totals = months.map((_, at) => parts.reduce((sum, part) => sum + part.values[at], 0));
  const { plot, x, y, step } = frame(label, ceiling(Math.max(1, ...totals)), number, months);
  const width = Math.min(44, step * 0.62);
  months.forEach((month, at) => {
    let below = 0;
    for (const part of parts) {
      const value = part.values[at];
      if (!value) continue;
      plot.append(s("rect", {
        className: `fill ${part.tone}`, x: x(at) - width / 2, width, y: y(below + value), height: Math.max(1, y(below) - y(below + value)),
      }, s("title", null, `${monthName(month)}: ${number(value)} ${part.name}`)));
      below += value;
    }
  });
  return plot;
}

/** Lines of shares, one point a month; a month without a share leaves a gap. `lines`: [{name, tone, values}]. */
function lines(label, months, every) {
  const { plot, x, y } = frame(label, 1, percent, months);
  every.forEach((line, order) => {
    let path = "";
    let open = false;
    line.values.forEach((value, at) => {
      if (value === null) { open = false; return; }
      path += `${open ? "L" : "M"}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
      open = true;
    });
    plot.append(s("path", { className: `line ${line.tone}`, d: path, "stroke-dasharray": order ? "6 4" : null }));
    line.values.forEach((value, at) => {
      if (value === null) return;
      plot.append(s("circle", { className: `dot ${line.tone}`, cx: x(at), cy: y(value), r: 4 },
        s("title", null, `${monthName(months[at])}: ${line.name} ${percent(value)}`)));
    });
  });
  return plot;
}

/** Which colour means what. */
function legend(parts) {
  return h("ul", { className: "legend", "aria-hidden": "true" }, parts.map((part) =>
    h("li", null, h("span", { className: `swatch ${part.tone}` }), part.name)));
}

/** The codes of a patient's visits as a row of squares, oldest first. `marks`: [{tone, title}]. */
function strip(label, marks) {
  const step = Math.min(18, 280 / marks.length);
  return s("svg", { className: "strip", viewBox: `0 0 ${step * marks.length} 16`, width: step * marks.length, height: 16, role: "img", "aria-label": label },
    marks.map((mark, at) => s("rect", { className: `fill ${mark.tone}`, x: at * step + 1, y: 1, width: Math.max(1, step - 3), height: 14, rx: 2 },
      s("title", null, mark.title))));
}

/** A share with its interval, on a line from 0 to 1. */
function interval(value, low, high) {
  const x = (part) => 7 + 106 * part;
  return s("svg", { className: "interval", viewBox: "0 0 120 14", width: 120, height: 14, "aria-hidden": "true" },
    s("line", { className: "track", x1: x(0), x2: x(1), y1: 7, y2: 7 }),
    s("line", { className: "range", x1: x(low), x2: x(high), y1: 7, y2: 7 }),
    s("circle", { className: "dot accent", cx: x(value), cy: 7, r: 4.5 }));
}
