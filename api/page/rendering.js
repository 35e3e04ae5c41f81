// A document as readable text, built from its blocks and tables, with every span of a quote marked.

import { make } from "./dom.js";

// Raw spans as clean ranges: each piece is a run of characters that stands in both texts.
export function toClean(pieces, spans) {
  const ranges = [];
  for (const [start, end] of spans) {
    for (const [clean, raw, length] of pieces) {
      const from = Math.max(start, raw);
      const to = Math.min(end, raw + length);
      if (from < to) ranges.push([from - raw + clean, to - raw + clean]);
    }
  }
  return ranges.sort((a, b) => a[0] - b[0]);
}

// The ranges of a quote cut where a figure in it begins and ends; those of the figure have a style of their own.
export function within(quote, figure) {
  return quote.flatMap(([start, end]) => {
    const cuts = [...new Set(figure.flat().filter((at) => start < at && at < end))].sort((a, b) => a - b);
    return [start, ...cuts].map((from, at) => [from, cuts[at] ?? end, figure.some(([a, b]) => a <= from && from < b) ? "figure-mark" : null]);
  });
}

export function render(loaded, marked) {
  const made = [];
  let table = null;
  for (const block of loaded.blocks) {
    if (block.kind === "table" && block.table !== null) {
      if (block.table !== table) made.push(renderTable(loaded, loaded.tables[block.table], marked));
      table = block.table;
    } else {
      made.push(renderBlock(loaded, block, marked));
    }
  }
  return made;
}

const MINOR = ["contents", "footnote", "caption", "source", "keywords", "running_head", "page_number"];

function renderBlock(loaded, block, marked) {
  const heading = block.kind === "heading" || block.kind === "title";
  const kind = block.kind === "title" ? "title" : block.level > 2 ? "deep" : null;
  const style = heading ? kind : block.kind === "question" ? "question" : MINOR.includes(block.kind) ? "minor" : null;
  const raw = block.spans.map((span) => span.join("-")).join(" ");
  return make(heading ? "h3" : "p", { class: style, "data-raw": raw }, ...pieces(loaded, block.start, block.end, marked));
}

function pieces(loaded, start, end, marked) {
  const made = [];
  let at = start;
  for (const [from, to, style] of marked) {
    const [a, b] = [Math.max(from, at), Math.min(to, end)];
    if (a >= b) continue;
    if (a > at) made.push(slice(loaded, at, a));
    made.push(make("mark", { class: style }, slice(loaded, a, b)));
    at = b;
  }
  if (at < end) made.push(slice(loaded, at, end));
  return made;
}

const slice = (loaded, start, end) => loaded.points.slice(start, end).join("");

function renderTable(loaded, table, marked) {
  const homes = homesOf(table);
  const row = (cells, tag) => make("tr", {}, ...cells.map((cell) => renderCell(loaded, cell, tag, marked, homes)));
  const head = table.heads.length ? [make("thead", {}, row(table.heads, "th"))] : [];
  const body = make("tbody", {}, ...table.rows.map((one) => row(one.cells, "td")));
  return make("div", { class: "sheet" }, make("table", {}, ...head, body));
}

// A merged cell is shown in each of its rows, but its characters stand once in the document, so one cell is their home:
// the first in which they are printed, else the first they are inferred for. By the place where they begin.
function homesOf(table) {
  const cells = [...table.heads, ...table.rows.flatMap((row) => row.cells)];
  const homes = new Map();
  for (const cell of [...cells.filter((one) => !one.rule), ...cells.filter((one) => one.rule)]) {
    for (const [start] of cell.spans) if (!homes.has(start)) homes.set(start, cell);
  }
  return homes;
}

function renderCell(loaded, cell, tag, marked, homes) {
  const words = cell.spans.flatMap(([start, end]) => pieces(loaded, start, end, homes.get(start) === cell ? marked : []));
  if (cell.rule) return make(tag, {}, inferred(loaded, cell, words));
  const home = cell.spans.every(([start]) => homes.get(start) === cell);
  return make(tag, { class: home ? null : "repeated" }, ...words);
}

function inferred(loaded, cell, words) {
  const printed = cell.printed ? `印作“${cell.printed}”` : "为空";
  const verbatim = cell.spans.map(([start, end]) => slice(loaded, start, end)).join("") === cell.value;
  const title = `推断（${loaded.rules[cell.rule]}）；原文此格${printed}`;
  return make("span", { class: "inferred", title }, ...(verbatim ? words : [cell.value]));
}
