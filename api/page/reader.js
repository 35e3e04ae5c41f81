// The document beside the answer (over it, on a narrow window): opening, closing, walking from quote to quote.

import { byId, fetchJson } from "./dom.js";
import { about, copy, title } from "./citing.js";
import { render, toClean, within } from "./rendering.js";

const fetched = new Map();
const state = { citations: [], home: "", at: -1, opener: null, shown: 0 };
const narrow = window.matchMedia("(max-width: 70rem)"); // there the document covers the answer, as style.css says

// `home`: the part of the address behind # that says what the citations belong to; "" for an answer.
export function setCitations(citations, home = "") {
  state.citations = citations;
  state.home = home;
  state.at = -1;
  state.opener = null;
}

// Opens the quote that a figure stands in, the figure marked in it.
export const openFigure = (printed, opener) => openCitation(printed.citation, opener, printed.spans);

export async function openCitation(n, opener, figure = []) {
  state.at = state.citations.findIndex((citation) => citation.n === n);
  if (opener) state.opener = opener;
  const citation = state.citations[state.at];
  if (!citation) return;
  const shown = await show(citation.document, citation.spans, title(citation), about(citation), figure);
  if (shown) history.replaceState(history.state, "", `${location.pathname}${location.search}${state.home ? `${state.home}&` : "#"}c${n}`);
}

export async function openDocument(id, name, opener) {
  state.at = -1;
  state.opener = opener;
  await show(id, [], name, "");
}

export function closeReader() {
  state.shown += 1;
  if (byId("reader").hidden) return;
  byId("reader").hidden = true;
  document.querySelector(".desk").classList.remove("open");
  cover();
  if (location.hash !== state.home) history.replaceState(history.state, "", location.pathname + location.search + state.home);
  opener()?.focus();
  byId("card").hidden = true; // who has just read the document needs no preview of it
}

// What opened the document; after an address that names a citation, that citation's number.
function opener() {
  if (state.opener) return state.opener;
  const cited = state.citations[state.at];
  return cited && document.querySelector(`main:not([hidden]) .ref[data-n="${cited.n}"]`);
}

// What the document covers, on a narrow window, cannot be reached until it is closed.
function cover() {
  const covered = narrow.matches && !byId("reader").hidden;
  for (const part of document.querySelectorAll(".skip, .top, #main, #briefing")) part.inert = covered;
}

// Gives false where another document has been opened, or this one closed, while it was on its way.
async function show(id, spans, name, line, figure = []) {
  state.shown += 1;
  const turn = state.shown;
  const loaded = await load(id);
  if (turn !== state.shown) return false;
  byId("reader").hidden = false;
  cover();
  document.querySelector(".desk").classList.add("open");
  byId("reader-name").textContent = name;
  byId("reader-about").textContent = line;
  byId("text").replaceChildren(...render(loaded, within(...[spans, figure].map((one) => toClean(loaded.clean.pieces, one)))));
  showPlace();
  byId("reader-name").focus({ preventScroll: true });
  scrollTo(byId("text").querySelector("mark.figure-mark") ?? byId("text").querySelector("mark"));
  return true;
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
narrow.addEventListener("change", cover);
byId("close").addEventListener("click", closeReader);
byId("copy").addEventListener("click", (event) => copy(state.citations[state.at], event.currentTarget));
document.addEventListener("keydown", (event) => {
  if (byId("reader").hidden || event.target.matches("textarea, input, select")) return;
  if (event.key === "Escape") closeReader();
  if (event.key === "[") step(-1);
  if (event.key === "]") step(1);
});
