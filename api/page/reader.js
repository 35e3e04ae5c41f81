// The document beside the answer: readable text built from its blocks, with every span of a quote marked.

import { byId, fetchJson, make } from "./dom.js";
import { about, copy, title } from "./citing.js";

const fetched = new Map();
const state = { citations: [], at: -1, opener: null };

export function setCitations(citations) {
  state.citations = citations;
  state.at = -1;
}

export async function openCitation(n, opener) {
  state.at = state.citations.findIndex((citation) => citation.n === n);
  if (opener) state.opener = opener;
  const citation = state.citations[state.at];
  if (!citation) return;
  await show(citation.document, citation.spans, title(citation), about(citation));
  history.replaceState(history.state, "", `${location.pathname}${location.search}#c${n}`);
}

export async function openDocument(id, name, opener) {
  state.at = -1;
  state.opener = opener;
  await show(id, [], name, "");
}

export function closeReader() {
  byId("reader").hidden = true;
  document.querySelector(".desk").classList.remove("open");
  if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);
  if (state.opener && state.opener.isConnected) state.opener.focus();
}

async function show(id, spans, name, line) {
  const loaded = await load(id);
  byId("reader").hidden = false;
  document.querySelector(".desk").classList.add("open");
  byId("reader-name").textContent = name;
  byId("reader-about").textContent = line;
  byId("text").replaceChildren(...render(loaded, toClean(loaded.clean.pieces, spans)));
  showPlace();
  byId("reader-name").focus({ preventScroll: true });
  const mark = byId("text").querySelector("mark");
  scrollTo(mark);
}

// Only the document scrolls, not the page; at once, so that a long way is not watched.
function scrollTo(mark) {
  const text = byId("text");
  const [box, frame] = [mark?.getBoundingClientRect(), text.getBoundingClientRect()];
  const top = box ? text.scrollTop + box.top - frame.top - frame.height * 0.3 : 0;
  text.scrollTo({ top, behavior: "instant" });
}

async function load(id) {
  if (!fetched.has(id)) {
    const loaded = await fetchJson(`/v1/documents/${encodeURIComponent(id)}`);
    loaded.points = Array.from(loaded.clean.text); // offsets count code points, strings of this language do not
    fetched.set(id, loaded);
  }
  return fetched.get(id);
}

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

function render(loaded, marked) {
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
  for (const [from, to] of marked) {
    const [a, b] = [Math.max(from, at), Math.min(to, end)];
    if (a >= b) continue;
    if (a > at) made.push(slice(loaded, at, a));
    made.push(make("mark", {}, slice(loaded, a, b)));
    at = b;
  }
  if (at < end) made.push(slice(loaded, at, end));
  return made;
}

const slice = (loaded, start, end) => loaded.points.slice(start, end).join("");

function renderTable(loaded, table, marked) {
  const row = (cells, tag) => make("tr", {}, ...cells.map((cell) => renderCell(loaded, cell, tag, marked)));
  const head = table.heads.length ? [make("thead", {}, row(table.heads, "th"))] : [];
  const body = make("tbody", {}, ...table.rows.map((one) => row(one.cells, "td")));
  return make("div", { class: "sheet" }, make("table", {}, ...head, body));
}

function renderCell(loaded, cell, tag, marked) {
  if (cell.rule) {
    const note = make("span", { class: "inferred", title: `据规则推断（${cell.rule}）；原文此格为“${cell.printed}”` }, cell.value);
    return make(tag, {}, note);
  }
  return make(tag, {}, ...cell.spans.flatMap(([start, end]) => pieces(loaded, start, end, marked)));
}

function showPlace() {
  const cited = state.at >= 0;
  byId("place").textContent = cited ? `${state.at + 1} / ${state.citations.length}` : "";
  byId("previous").disabled = !cited || state.at === 0;
  byId("next").disabled = !cited || state.at === state.citations.length - 1;
  byId("copy").disabled = !cited;
}

function step(by) {
  const citation = state.citations[state.at + by];
  if (state.at >= 0 && citation) openCitation(citation.n, null);
}

byId("previous").addEventListener("click", () => step(-1));
byId("next").addEventListener("click", () => step(1));
byId("close").addEventListener("click", closeReader);
byId("copy").addEventListener("click", (event) => copy(state.citations[state.at], event.currentTarget));
document.addEventListener("keydown", (event) => {
  if (byId("reader").hidden || event.target.matches("textarea")) return;
  if (event.key === "Escape") closeReader();
  if (event.key === "[") step(-1);
  if (event.key === "]") step(1);
});
