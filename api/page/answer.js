// An answer on the page: claims with their [n], notes, what is missing, the list of sources, what was retrieved.

import { byId, make } from "./dom.js";
import { about, copy, place } from "./citing.js";
import { claims } from "./claims.js";
import { armFigures } from "./figures.js";
import { passages } from "./passages.js";
import { timeline } from "./timeline.js";
import { openCitation, setCitations } from "./reader.js";

export function showAnswer(answer) {
  setCitations(answer.citations);
  const refused = answer.status === "refused";
  byId("answer").replaceChildren(
    make("p", { class: "question" }, answer.question),
    ...(answer.as_asked ? [make("p", { class: "about" }, `已按“${answer.as_asked}”检索`)] : []),
    ...(answer.understood_as ? [make("p", { class: "understood" }, `已理解为“${answer.understood_as}”`)] : []),
    ...short(answer),
    ...(refused ? [] : [make("div", { class: "claims" }, ...claims(answer))]),
    ...timeline(answer),
    ...missing(answer),
    ...notes(answer),
    ...sources(answer, refused ? "最接近的原文" : "出处"),
    ...passages(answer),
  );
  armFigures(byId("answer"), answer);
  byId("answer").hidden = false;
}

function short(answer) {
  if (!answer.short_answer) return [];
  const derived = answer.derived ? make("small", {}, "由引文推得") : null;
  const style = Array.from(answer.short_answer).length > 24 ? "short long" : "short";
  return [make("p", { class: style }, answer.short_answer, derived)];
}

function missing(answer) {
  const refusal = answer.refusal;
  if (!refusal) return [];
  const untold = refusal.missing.filter((one) => !refusal.message.includes(one));
  const list = untold.length ? make("ul", {}, ...untold.map((one) => make("li", {}, one))) : null;
  return [make("div", { class: "refusal" }, make("p", {}, refusal.message), list)];
}

function notes(answer) {
  const all = answer.notes || [];
  return all.length ? [make("ul", { class: "notes" }, ...all.map((note) => make("li", {}, note)))] : [];
}

function sources(answer, name) {
  if (!answer.citations.length) return [];
  return [make("h2", {}, name), make("ol", { class: "sources" }, ...answer.citations.map(source))];
}

function source(citation) {
  const open = make("button", { type: "button", class: "plain" }, "看原文");
  const take = make("button", { type: "button", class: "plain" }, "复制");
  open.addEventListener("click", () => openCitation(citation.n, open));
  take.addEventListener("click", () => copy(citation, take));
  return make(
    "li",
    {},
    make("span", { class: "number" }, String(citation.n)),
    make("div", {}, make("div", { class: "where", title: citation.document }, place(citation)), make("p", { class: "about" }, about(citation))),
    make("div", { class: "tools" }, open, take),
    make("blockquote", {}, citation.quote),
  );
}
