// The page: a question in, a verified answer out.

import { byId, fetchJson, make } from "./dom.js";
import { showAnswer } from "./answer.js";
import { leaveBriefings, openBriefings } from "./briefing.js";
import { titled } from "./citing.js";
import { forget, keep, known, list, recall, turns } from "./conversation.js";
import { closeReader, openCitation, openDocument, setCitations } from "./reader.js";
import { scope, scopeAddress, setScope } from "./scope.js";
import { inBriefings, onTurn, turn } from "./tabs.js";

const box = byId("question");
let fresh = false; // whether the box still holds the question just answered: the next click selects it, to be written over

function say(text, failed = false) {
  byId("status").textContent = text;
  byId("status").classList.toggle("error", failed);
}

async function ask(question, { record = true } = {}) {
  const text = question.trim();
  if (!text) { box.focus(); return; }
  box.value = text;
  byId("send").disabled = true;
  byId("examples").hidden = true;
  byId("answer").hidden = true;
  closeReader();
  say("正在检索并逐字核验……");
  try {
    const earlier = turns();
    const body = JSON.stringify({ question: text, ...scope(), ...(earlier.length ? { turns: earlier } : {}) });
    const answer = await fetchJson("/v1/ask", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    keep(text, answer);
    show(answer);
    if (!record) await openLinked();
    if (record) history.pushState({ text }, "", `${addressOf(answer)}${scopeAddress()}`);
    say("");
    fresh = true;
    if (document.activeElement === box) box.select();
  } catch (error) {
    say(error.message, true);
  } finally {
    byId("send").disabled = false;
  }
}

// A follow-up is passed on as the full question: whoever opens the address has not seen the ones before.
const addressOf = (answer) => `/?q=${encodeURIComponent(known(answer))}`;

function show(answer) {
  closeReader();
  showAnswer(answer);
  shown = answer;
  list(answer, (earlier) => { show(earlier); history.pushState({}, "", addressOf(earlier)); });
}

function startAnew() {
  forget();
  box.value = "";
  byId("answer").hidden = true;
  closeReader();
  say("");
  history.pushState({}, "", "/");
  offerExamples();
  box.focus();
}

// An address that ends in #c2 opens the second citation, so that a single quote can be passed on.
async function openLinked() {
  const linked = location.hash.match(/^#c(\d+)$/);
  if (linked) await openCitation(Number(linked[1]), null);
}

async function offerExamples() {
  try {
    const { questions } = await fetchJson("/v1/examples");
    byId("example-list").replaceChildren(...questions.map((question) =>
      make("li", {}, make("button", { type: "button", onclick: () => ask(question) }, question))));
    byId("examples").hidden = questions.length === 0 || !byId("answer").hidden || byId("send").disabled;
  } catch (error) {
    say(error.message, true);
  }
}

function shelved({ id, title }) {
  const name = titled(title, id);
  const open = (event) => openDocument(id, name, event.currentTarget);
  return make("li", {}, make("button", { type: "button", title: id, onclick: open }, name));
}

async function offerDocuments(button) {
  try {
    if (inBriefings()) byId("tab-answer").click();
    const { documents } = await fetchJson("/v1/documents");
    byId("example-list").replaceChildren(...documents.map(shelved));
    byId("examples").querySelector("h2").textContent = `资料（${documents.length} 份）`;
    byId("examples").hidden = false;
    byId("example-list").querySelector("button")?.focus();
  } catch (error) {
    say(error.message, true);
    button.focus();
  }
}

byId("ask").addEventListener("submit", (event) => { event.preventDefault(); ask(box.value); });
byId("anew").addEventListener("click", startAnew);
box.addEventListener("click", () => { if (fresh) box.select(); fresh = false; });
byId("shelf-button").addEventListener("click", (event) => offerDocuments(event.currentTarget));
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return; // Enter also ends the input of Chinese
  event.preventDefault();
  ask(box.value);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !inBriefings() && !event.target.matches("textarea, input, select")) { event.preventDefault(); box.focus(); }
});

let shown = null; // the answer on the page, so that its citations are at hand when its tab is turned to again

function start() {
  const parameters = new URLSearchParams(location.search);
  turn();
  leaveBriefings();
  if (inBriefings()) { setScope(parameters); openBriefings(); return; }
  const asked = parameters.get("q");
  const before = asked && recall(asked);
  setScope(parameters);
  if (before) show(before);
  else if (asked) ask(asked, { record: false });
  else { forget(); byId("answer").hidden = true; closeReader(); offerExamples(); }
}
// A tab that is turned to is found as it was left.
onTurn(() => {
  closeReader();
  leaveBriefings();
  turn();
  if (inBriefings()) openBriefings();
  else if (shown && !byId("answer").hidden) setCitations(shown.citations);
  else { setCitations([]); if (byId("answer").hidden && byId("examples").hidden) start(); }
});

window.addEventListener("popstate", start);
start();
