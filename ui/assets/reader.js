// Small help for the chat page: citations lead to their cards, answers are announced, the fields say what they hold.
const LIMIT = 2000;
const $ = (selector, from = document) => from.querySelector(selector);

function show(target) {
  const marked = $("mark", target) ?? target;
  marked.scrollIntoView({ block: target.matches(".card") ? "center" : "start" });
  target.focus({ preventScroll: true });
}

function mark(link, card) {
  for (const old of document.querySelectorAll(".cite.current, .card.current")) old.classList.remove("current");
  card.classList.add("current");
  link.classList.add("current");
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a.cite, a.back, a.skip");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const target = document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  if (link.matches(".cite")) mark(link, target);
  if (link.matches(".skip")) target.tabIndex = -1;
  show(target);
});

// Escape leads back from a card to its number in the answer.
document.addEventListener("keydown", (event) => {
  const card = event.key === "Escape" && event.target.closest?.(".card");
  if (card && $("a.back", card)) document.getElementById($("a.back", card).hash.slice(1))?.focus();
});

function count(box) {
  const length = box.value.trim().length;
  const counter = $("#counter");
  if (!counter) return;
  counter.dataset.rest ??= counter.textContent;
  const over = length > LIMIT;
  const words = length === 0 ? counter.dataset.rest
    : `${length.toLocaleString("en")} of 2,000 characters${over ? ": too long to send" : ""}`;
  if (counter.textContent !== words) counter.textContent = words;
  counter.classList.toggle("over", over);
  counter.classList.toggle("typed", length > 0);
}

function announce(turn) {
  const words = $(".waiting, .failed, .summary", turn)?.textContent;
  const state = $(".state", turn)?.textContent;
  const said = [state, words].filter(Boolean).join(": ");
  const announcer = $("#announcer");
  if (said && announcer.textContent !== said) announcer.textContent = said;
}

function problems() {
  const problem = $("#problem .problem");
  for (const [id, field] of [["question", "#question textarea"], ["as-of", "#as-of input"]]) {
    const box = $(field);
    if (!box) continue;
    const wrong = Boolean(problem?.classList.contains(`at-${id}`));
    if (wrong && box.getAttribute("aria-invalid") !== "true") box.focus();
    if (wrong) { problem.id = "problem-text"; box.setAttribute("aria-describedby", "problem-text counter"); }
    else box.setAttribute("aria-describedby", id === "question" ? "counter" : "");
    box.setAttribute("aria-invalid", String(wrong));
  }
}

let newest = null;
let asked = null;
function follow() {
  const turn = [...document.querySelectorAll("#conversation .turn")].pop();
  problems();
  if (!turn) { newest = null; return; }
  announce(turn);
  if (!turn.matches(".waiting, .failed") && turn.id === asked) { kept.set("draft", ""); asked = null; }
  if (turn.matches(".waiting")) asked = turn.id;
  if (turn.id === newest) return;
  newest = turn.id;
  const waiting = document.activeElement === document.body || document.activeElement?.closest("#welcome, #conversation");
  if (waiting) $("#question textarea")?.focus({ preventScroll: true });
  turn.scrollIntoView({ block: "start" });
}

// What was typed and which conversation this tab is in outlive a reload (Gradio reloads after a broken connection).
const kept = {
  get: (name) => { try { return sessionStorage.getItem(name) ?? ""; } catch { return ""; } },
  set: (name, value) => { try { sessionStorage.setItem(name, value); } catch { /* storage may be switched off */ } },
};

function type(box, value) {
  box.value = value;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function restore(box, tab) {
  if (!kept.get("tab")) {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    kept.set("tab", Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""));
  }
  if (kept.get("tab")) type(tab, kept.get("tab"));
  if (kept.get("draft") && !box.value) type(box, kept.get("draft"));
}

function ready() {
  const box = $("#question textarea");
  const tab = $("#tab textarea, #tab input");
  const day = $("#as-of input, #as-of textarea");
  const shown = $("#conversation");
  if (!box || !tab || !day || !shown || !$("#counter")) return false;
  box.addEventListener("input", () => { count(box); kept.set("draft", box.value); });
  if (day.matches("input")) Object.assign(day, { type: "date", min: "1951-04-18", max: "2100-12-31" });
  new MutationObserver(() => { follow(); count(box); }).observe($("#content"), { childList: true, subtree: true });
  follow();
  restore(box, tab);
  document.documentElement.dataset.ready = "true";
  return true;
}

if (!ready()) {
  const waiting = new MutationObserver(() => { if (ready()) waiting.disconnect(); });
  waiting.observe(document.documentElement, { childList: true, subtree: true });
}
