// What every part of the page uses: making elements, writing numbers, unpacking data.
// Words of notes reach the page as text nodes and attributes only, never as markup.

const SVG = "http://www.w3.org/2000/svg";

/** Set properties on an element: `on...` are listeners, `data` and `aria` prefixes are spelt out, null is left out. */
function dress(element, given) {
  for (const [name, value] of Object.entries(given ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name === "className" ? "class" : name, value === true ? "" : String(value));
  }
  return element;
}

/** An HTML element with attributes and children; strings become text. */
function h(tag, given, ...children) {
  const element = dress(document.createElement(tag), given);
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** An SVG element. */
function s(tag, given, ...children) {
  const element = dress(document.createElementNS(SVG, tag), given);
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const whole = new Intl.NumberFormat("en-US");

/** A number with thousands marked; a dash where there is none. */
const number = (value) => (value === null || value === undefined ? "–" : whole.format(value));

/** A share from 0 to 1 in percent; a dash where there is none. Never 0% or 100% unless it is. */
function percent(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (value > 0 && value < 0.01) return "<1%";
  if (value < 1 && value > 0.99) return ">99%";
  return `${Math.round(value * 100)}%`;
}

const share = (part, all) => (all ? part / all : null);

/** `3 notes`, `1 note`. */
const count = (many, one, more = `${one}s`) => `${number(many)} ${many === 1 ? one : more}`;

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** Unpack what is stored as base64 of gzip of JSON. */
async function unpack(packed) {
  const binary = atob(packed.trim());
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

/** Say something to those who listen to the page. */
function announce(message) {
  document.getElementById("status").textContent = message;
}

/** How often each key occurs. */
function tally(items) {
  const counts = new Map();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}
