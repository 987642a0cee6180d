// Every text of the page that can be seen, with its contrast to the ground behind it, by WCAG 2.2: the texts below the limit.
const limits = { normal: 4.5, large: 3 };

function parse(colour) {
  const canvas = parse.canvas ??= new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
  return [r, g, b, a / 255];
}

const over = (top, below) => [0, 1, 2].map((at) => top[at] * top[3] + below[at] * (1 - top[3])).concat(1);

function ground(element) {
  const layers = [];
  for (let each = element; each; each = each.parentElement) layers.push(parse(getComputedStyle(each).backgroundColor));
  return layers.reverse().reduce((below, top) => over(top, below), parse("Canvas"));
}

function luminance([r, g, b]) {
  const [x, y, z] = [r, g, b].map((value) => value / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * x + 0.7152 * y + 0.0722 * z;
}

const low = [];
let seen = 0;
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  if (!walker.currentNode.data.trim() || !box.width || style.visibility === "hidden" || element.closest("script, style, .hidden, option, :disabled, title")) continue;
  const svg = element instanceof SVGElement;
  const below = ground(svg ? element.closest("svg").parentElement : element);
  const above = over(parse(svg ? style.fill : style.color), below);
  const [one, other] = [luminance(above), luminance(below)].sort((a, b) => b - a);
  const ratio = (one + 0.05) / (other + 0.05);
  const size = parseFloat(style.fontSize);
  const limit = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? limits.large : limits.normal;
  seen += 1;
  if (ratio < limit) low.push(`${walker.currentNode.data.trim().slice(0, 30)} (${element.tagName} ${element.className}): ${ratio.toFixed(2)}`);
}
return { seen, low: [...new Set(low)] };
