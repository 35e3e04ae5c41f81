// The conversation of this tab: its questions and answers, kept in memory and nowhere else.

import { byId, make } from "./dom.js";

const MOST = 10; // earlier questions that the service takes
const LETTERS = 18000; // of them all, so that a request stays within 64 kB

let told = []; // { asked, answer }, oldest first

export const known = (answer) => answer.understood_as ?? answer.question;

export function keep(asked, answer) {
  told = [...told, { asked, answer }];
}

export function forget() {
  told = [];
  byId("earlier").hidden = true;
  byId("anew").hidden = true;
}

export const recall = (question) => told.findLast(({ answer }) => known(answer) === question)?.answer;

// The earlier questions as the service takes them; the latest ones where they are too many or too long.
export function turns() {
  const sent = told.slice(-MOST).map(({ asked, answer }) => ({ question: asked, ...(answer.short_answer && { short_answer: answer.short_answer }) }));
  while (sent.length && JSON.stringify(sent).length > LETTERS) sent.shift();
  return sent;
}

// Lists all but the answer that is shown; `show` shows one of them again.
export function list(shown, show) {
  const earlier = told.filter(({ answer }) => answer !== shown);
  byId("earlier-list").replaceChildren(...earlier.map(({ answer }) => item(answer, show)));
  byId("earlier").hidden = earlier.length === 0;
  byId("anew").hidden = told.length === 0;
  byId("earlier-list").scrollTop = byId("earlier-list").scrollHeight; // the latest of many
}

const BRIEF = 60; // letters of an answer that has no short one

function item(answer, show) {
  const letters = Array.from(answer.answer);
  const brief = answer.short_answer ?? (letters.length > BRIEF ? `${letters.slice(0, BRIEF).join("")}…` : answer.answer);
  return make("li", {}, make("button", { type: "button", onclick: () => show(answer) }, known(answer)), make("p", { class: "about" }, brief));
}
