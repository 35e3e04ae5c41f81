// The claims of an answer: words, numbers that lead to the quotes, badges; a card previews the quote of a number.

import { byId, make } from "./dom.js";
import { about, place, title } from "./citing.js";
import { openCitation } from "./reader.js";

const MODALITY = { planned: "目标", estimated: "预计", conditional: "有条件" };

export function claims(answer) {
  const dated = (answer.timeline || []).values(); // the lines of a timeline stand in its order
  const before = leads(answer);
  return answer.claims.map((claim, number) => {
    const point = claim.kind === "timeline" ? dated.next().value : null;
    const label = MODALITY[claim.modality];
    const said = point ? `${point.date || "原文未注明年份"}：` : before[number].replace(label ? `（${label}）` : "", "");
    const when = said ? make("strong", { class: "lead" }, said) : null;
    const badge = label ? make("span", { class: "badge" }, label) : null;
    const refs = claim.citations.map((n) => ref(answer, n));
    return make("p", {}, badge, when, ...together(worded(answer, claim), refs, proofs(claim)));
  });
}

// What the answer sets before each claim: whose words it is, or what is wrong with the question.
function leads(answer) {
  const text = Array.from(answer.answer);
  let [at, plain] = [0, 0];
  return answer.claims.map((claim) => {
    const begins = at + claim.start - plain;
    const lead = text.slice(at, begins).join("").replace(/^\n/u, "");
    at = begins + claim.end - claim.start + claim.citations.map((n) => `[${n}]`).join("").length;
    plain = claim.end;
    return lead;
  });
}

// A claim's words, the last of them a text; the cells of a table row come under the heads of their columns.
export function worded(answer, claim) {
  const { table, quote } = answer.citations.find((one) => one.n === claim.citations[0]);
  const cells = claim.text.split(" ");
  if (claim.text !== quote || cells.length !== table?.columns.length) return [claim.text]; // a cell may hold a space
  return cells.flatMap((cell, at) => [at ? "　" : "", make("span", { class: "head" }, table.columns[at]), " ", cell]);
}

const ENDING = /\S{1,4}$/u;
const MOST_TOGETHER = 4; // numbers: more would not fit on the line of a phone

// The last words, the numbers behind them and the badges stay on one line, so that no badge stands alone on the next.
export function together(words, refs, badges) {
  if (refs.length > MOST_TOGETHER) {
    return [...words, ...refs.slice(0, -1), make("span", { class: "together" }, refs.at(-1), ...badges)];
  }
  const last = words.at(-1);
  const ending = last.match(ENDING)?.[0] ?? "";
  const rest = last.slice(0, last.length - ending.length);
  return [...words.slice(0, -1), rest, make("span", { class: "together" }, ending, ...refs, ...badges)];
}

// What stands behind a claim: checked against the document, and any value that is inferred, not printed.
function proofs(claim) {
  const checked = make("span", { class: "badge proof", title: "引文与所存原文逐字核对一致" }, "已核验");
  const all = claim.inferred || [];
  return [checked, ...all.flatMap((one) => [JOINER, inference(one, all.length > 1)])];
}

const JOINER = "\u2060"; // without it a line may end between two badges that run on

const ONE_LINE = 24; // letters of a badge that are kept on one line, a Han character being two; a longer one runs on

function inference(one, more) {
  const said = `推断：${brief(one.as_printed) || "空格"} → ${brief(one.value)}`;
  const width = said.replace(/[^\x00-\xff]/gu, "--").length;
  const style = more || width > ONE_LINE ? "badge inference long" : "badge inference";
  return make("span", { class: style, title: one.value }, said);
}

const brief = (text) => (Array.from(text).length > 18 ? `${Array.from(text).slice(0, 17).join("")}…` : text);

export function ref(answer, n) {
  const citation = answer.citations.find((one) => one.n === n);
  const button = make("button", { type: "button", class: "ref", "data-n": n, "aria-label": `引文 ${n}：${title(citation)}`, "aria-describedby": "card" }, String(n));
  button.addEventListener("mouseenter", () => showCard(button, citation));
  button.addEventListener("focus", () => { if (button.matches(":focus-visible")) showCard(button, citation); });
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

document.addEventListener("keydown", (event) => { if (event.key === "Escape") hideCard(); });
window.addEventListener("scroll", hideCard, { passive: true });
