// An answer on the page: claims with their [n], notes, what is missing, the list of sources.

import { byId, make } from "./dom.js";
import { about, copy, place, title } from "./citing.js";
import { openCitation, setCitations } from "./reader.js";

const MODALITY = { planned: "目标", estimated: "预计", conditional: "有条件" };

export function showAnswer(answer) {
  setCitations(answer.citations);
  const refused = answer.status === "refused";
  byId("answer").replaceChildren(
    make("p", { class: "question" }, answer.question),
    ...short(answer),
    ...(refused ? [] : [make("div", { class: "claims" }, ...claims(answer))]),
    ...missing(answer),
    ...notes(answer),
    ...sources(answer, refused ? "最接近的原文" : "出处"),
    ...passages(answer),
  );
  byId("answer").hidden = false;
}

function short(answer) {
  if (!answer.short_answer) return [];
  const derived = answer.derived ? make("small", {}, "由引文推得") : null;
  const style = Array.from(answer.short_answer).length > 24 ? "short long" : "short";
  return [make("p", { class: style }, answer.short_answer, derived)];
}

function claims(answer) {
  return answer.claims.map((claim) => {
    const label = MODALITY[claim.modality];
    const badge = label ? make("span", { class: "badge" }, label) : null;
    const refs = claim.citations.map((n) => ref(answer, n));
    return make("p", {}, badge, claim.text, ...refs, ...proofs(claim));
  });
}

// What stands behind a claim: checked against the document, and any value that is inferred, not printed.
function proofs(claim) {
  const checked = make("span", { class: "badge proof", title: "引文与所存原文逐字核对一致" }, "已核验");
  const inferred = (claim.inferred || []).map((one) =>
    make("span", { class: "badge inference", title: one.value }, `推断：${one.as_printed || "空格"} → ${brief(one.value)}`));
  return [checked, ...inferred];
}

const brief = (text) => (Array.from(text).length > 18 ? `${Array.from(text).slice(0, 17).join("")}…` : text);

function ref(answer, n) {
  const citation = answer.citations.find((one) => one.n === n);
  const button = make("button", { type: "button", class: "ref", "aria-label": `引文 ${n}：${title(citation)}`, "aria-describedby": "card" }, String(n));
  button.addEventListener("mouseenter", () => showCard(button, citation));
  button.addEventListener("focus", () => showCard(button, citation));
  button.addEventListener("mouseleave", hideCard);
  button.addEventListener("blur", hideCard);
  button.addEventListener("click", () => { hideCard(); openCitation(n, button); });
  return button;
}

function showCard(button, citation) {
  const card = byId("card");
  card.replaceChildren(
    make("blockquote", {}, citation.quote),
    make("p", { class: "about" }, place(citation)),
    make("p", { class: "about" }, about(citation)),
  );
  card.hidden = false;
  const box = button.getBoundingClientRect();
  const left = Math.min(box.left, document.documentElement.clientWidth - card.offsetWidth - 16);
  const below = box.bottom + 8 + card.offsetHeight < window.innerHeight;
  card.style.left = `${Math.max(16, left) + window.scrollX}px`;
  card.style.top = `${(below ? box.bottom + 8 : Math.max(8, box.top - card.offsetHeight - 8)) + window.scrollY}px`;
}

const hideCard = () => { byId("card").hidden = true; };

function missing(answer) {
  const refusal = answer.refusal;
  if (!refusal) return [];
  const list = refusal.missing.length ? make("ul", {}, ...refusal.missing.map((one) => make("li", {}, one))) : null;
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
    make("div", {}, make("div", { class: "where" }, place(citation)), make("p", { class: "about" }, about(citation))),
    make("div", { class: "tools" }, open, take),
    make("blockquote", {}, citation.quote),
  );
}

function passages(answer) {
  if (!answer.passages.length) return [];
  const items = answer.passages.map((passage) =>
    make("li", {}, make("strong", {}, [passage.document, ...passage.section].join(" › ")), make("br"), passage.text));
  return [make("details", {}, make("summary", {}, `检索到的片段（前 ${items.length} 条）`), make("ol", {}, ...items))];
}

window.addEventListener("scroll", hideCard, { passive: true });
