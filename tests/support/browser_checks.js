// What is asked of a page in the browser. Each of them returns what is wrong, in words.

const said = (node) => (node.textContent || "").trim().slice(0, 40);
const numbers = (color) => (color.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
const shown = (node) => [...rects(node)].some((r) => r.width * r.height);

function rects(node) {
  const range = document.createRange();
  range.selectNodeContents(node);
  return range.getClientRects();
}

function texts() {
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.data.trim() && shown(node)) found.push(node);
  }
  return found;
}

// 1.4.3 of WCAG 2.2, with its relative luminance
function luminance(color) {
  const [r, g, b] = numbers(color).map((each) => {
    const part = each / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function behind(node) {
  const at = node.getBoundingClientRect();
  const [x, y] = [at.x + at.width / 2, at.y + at.height / 2];
  const inside = (r) => r.left <= x && x <= r.right && r.top <= y && y <= r.bottom;
  const svg = node.closest("svg");
  if (svg) {
    const under = [...svg.querySelectorAll("rect")]
      .filter((each) => each.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING)
      .filter((each) => inside(each.getBoundingClientRect()));
    if (under.length) return getComputedStyle(under.at(-1)).fill;
  }
  for (let each = node; each; each = each.parentElement) {
    const { backgroundColor } = getComputedStyle(each);
    const alpha = numbers(backgroundColor)[3];
    if (alpha === undefined) return backgroundColor;
    if (alpha !== 0) return "rgb(127, 127, 127)"; // half of one and half of another: not used here
  }
  return "none";
}

function tooPale() {
  const wrong = [];
  for (const { parentElement: node } of texts()) {
    const style = getComputedStyle(node);
    const drawn = node.closest("svg") !== null;
    const grounds = [behind(node)];
    if (drawn && style.stroke !== "none") grounds.push(style.stroke); // around each letter
    for (const ground of grounds) {
      const found = ratio(drawn ? style.fill : style.color, ground);
      if (!(found >= 4.5)) wrong.push(`${said(node)}: ${found.toFixed(2)} to 1 on ${ground}`);
    }
  }
  return wrong;
}

function scroller(node) {
  for (let each = node.parentElement; each; each = each.parentElement)
    if (/auto|scroll/.test(getComputedStyle(each).overflowX)) return each;
  return null;
}

// nothing is wider than the window, but inside a part that a keyboard can scroll
function tooWide() {
  const wide = document.documentElement.clientWidth;
  const wrong = [];
  if (document.scrollingElement.scrollWidth > wide)
    wrong.push(`the page is ${document.scrollingElement.scrollWidth} wide`);
  for (const node of texts()) {
    const held = scroller(node);
    if (held && held.tabIndex === 0 && held.getAttribute("aria-label")) continue;
    if ([...rects(node)].some((r) => r.right > wide + 1 || r.left < -1)) wrong.push(said(node));
  }
  return wrong;
}

const reachable = () =>
  [...document.querySelectorAll("summary, [tabindex], a[href], button, input")].filter(
    (each) => each.checkVisibility({ contentVisibilityAuto: true }),
  );

// where the keyboard is, and whether one sees it: the number of the element, -1 for none of them
function focused() {
  const node = document.activeElement;
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(node);
  const at = node.getBoundingClientRect();
  const seen = outlineStyle === "solid" && parseFloat(outlineWidth) >= 2;
  const there = at.bottom > 0 && at.top < innerHeight;
  const clear = ratio(outlineColor, behind(node.parentElement || node)) >= 3; // 1.4.11
  return { at: reachable().indexOf(node), seen: seen && there && clear };
}

function headings() {
  return [...document.querySelectorAll("h1, h2, h3, h4")].map((each) => Number(each.tagName[1]));
}

// colour alone says nothing: a mark or words say it as well
function onlyColoured() {
  const wrong = [];
  for (const node of document.querySelectorAll("td.good, td.bad, .row.good, .row.bad"))
    if (!/^\s*[✓✗–!+-]/u.test(node.textContent)) wrong.push(said(node));
  for (const node of document.querySelectorAll("span.good, span.bad, span.unsure"))
    if (!node.textContent.trim()) wrong.push(node.outerHTML);
  for (const node of document.querySelectorAll(".call.fails"))
    if (getComputedStyle(node).strokeDasharray === "none") wrong.push("an arrow is not dashed");
  return wrong;
}

// cells without a heading of their row or column
function unheaded() {
  const wrong = [];
  for (const table of document.querySelectorAll("table")) {
    for (const row of table.tBodies[0].rows) {
      if (row.cells[0].tagName !== "TH" || row.cells[0].scope !== "row") wrong.push(said(row));
      const heads = table.tHead ? table.tHead.rows[0].cells : row.cells;
      if (heads.length !== row.cells.length) wrong.push(`${said(row)}: ${heads.length} columns`);
    }
    for (const head of table.tHead ? [...table.tHead.rows[0].cells].slice(1) : [])
      if (head.tagName !== "TH" || head.scope !== "col" || !said(head)) wrong.push(said(table));
  }
  return wrong;
}

function apart(one, other) {
  const beside = one.right <= other.left || other.right <= one.left;
  return beside || one.bottom <= other.top || other.bottom <= one.top;
}

// texts of a picture that lie on one another, or labels on the node of a place
function covered() {
  const placed = (each) => [each, each.getBoundingClientRect()];
  const all = [...document.querySelectorAll("svg text")].map(placed);
  const nodes = [...document.querySelectorAll("svg rect.node")].map(placed);
  const wrong = [];
  all.forEach(([one, here], at) => {
    for (const [other, there] of all.slice(at + 1))
      if (!apart(here, there)) wrong.push(`${said(one)} / ${said(other)}`);
    if (!one.classList.contains("label")) return;
    if (nodes.some(([, there]) => !apart(here, there))) wrong.push(said(one));
  });
  return wrong;
}

// arrows that pass behind a node or through a label, where one would take them for another's
function crossed() {
  const all = [...document.querySelectorAll("svg rect.node, svg text.label")];
  const nodes = all.map((each) => [each, each.getBoundingClientRect()]);
  const wrong = new Set();
  for (const path of document.querySelectorAll("svg path.call")) {
    const scale = path.getScreenCTM();
    for (let at = 0; at < path.getTotalLength(); at += 6) {
      const { x, y } = path.getPointAtLength(at).matrixTransform(scale);
      for (const [node, r] of nodes) {
        const inside = r.left + 2 < x && x < r.right - 2 && r.top + 2 < y && y < r.bottom - 2;
        if (inside) wrong.add(`${path.getAttribute("d")} / ${said(node.parentElement)}`);
      }
    }
  }
  return [...wrong];
}

// texts of a node that stick out of it, and what sticks out of the picture
function outside() {
  const wrong = [];
  const within = (inner, outer) => inner.left >= outer.left && inner.right <= outer.right;
  for (const picture of document.querySelectorAll("svg"))
    for (const each of picture.querySelectorAll("text, path")) {
      const node = each.parentElement.querySelector(":scope > rect.node") || picture;
      if (!within(each.getBoundingClientRect(), node.getBoundingClientRect())) wrong.push(said(each) || each.getAttribute("d"));
    }
  return wrong;
}

function smallestLetters() {
  const sizes = [...document.querySelectorAll("svg text")].map(
    (each) => parseFloat(getComputedStyle(each).fontSize) * each.getScreenCTM().a,
  );
  return Math.min(...sizes);
}

function unfold() {
  for (const each of document.querySelectorAll("details")) each.open = true;
}
