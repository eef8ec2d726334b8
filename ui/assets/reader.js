// The chat page: asks through Gradio's fields, copies each finished turn into the conversation, and says what happens.
import { evidence } from "./evidence.js";
import { connection } from "./lost.js";
import { $, $$, device, keep, kept, keptTurns, menus, recordOf, records, say, type, words } from "./store.js";
import { equip, tools } from "./tools.js";

const box = () => $("#question textarea");
const filters = () => ({ only: $("#only").value, document: $("#document").value, day: $("#as-of").value });
const FINISHED = ".turn:not(.waiting, .writing)";
let link = null;  // what a link asks for besides its question: the generation, the question before

// A random name for this conversation, sent only to a server that keeps conversations and says so in the footer.
function named() {
  if (!$("#keep").dataset.days) return {};
  if (!kept.get("name")) kept.set("name", crypto.getRandomValues(new Uint32Array(3)).join("-"));
  return { conversation: kept.get("name") };
}

// Everything that goes with the next question, in the field that Gradio sends along.
function prepare(extra = {}) {
  const all = $$("#log .turn"), last = all.length ? Number(all.at(-1).id.slice(1)) : 0;
  const previous = records().map((record) => record.question).slice(-20);
  const sent = { language: words().language, turn: last + 1, previous, ...filters(), ...named(), ...extra };
  type($("#sent textarea, #sent input"), JSON.stringify(sent));
}

function ask(question, extra = {}) {
  type(box(), question);
  prepare(extra);
  setTimeout(() => $("#ask").click());
}

function count() {
  const length = box().value.trim().length, most = Number(words().most), counter = $("#counter");
  const over = length > most;
  const said = length ? (over ? words().over : words().count).replace("{count}", length.toLocaleString(words().language))
    : words().rest;
  if (counter.textContent !== said) counter.textContent = said;
  counter.classList.toggle("over", over);
  counter.classList.toggle("typed", length > 0);
}

function announce(turn) {
  const state = $(".state", turn)?.textContent;
  say([state, $(".waiting, .failed, .summary", turn)?.textContent].filter(Boolean).join(": "));
}

function problems() {
  const problem = $("#problem .problem");
  if (problem) $("#lost").textContent = "";
  for (const [id, field] of [["question", box()], ["as-of", $("#as-of")], ["filters", $("#document")]]) {
    const wrong = Boolean(problem?.classList.contains(`at-${id}`));
    if (wrong && field.getAttribute("aria-invalid") !== "true") {
      if (id !== "question") $("#filters").open = true;
      field.focus();
    }
    if (wrong) problem.id = "problem-text";
    const said = [wrong && "problem-text", id === "question" && "counter"].filter(Boolean).join(" ");
    if (said) field.setAttribute("aria-describedby", said); else field.removeAttribute("aria-describedby");
    if (wrong) field.setAttribute("aria-invalid", "true"); else field.removeAttribute("aria-invalid");
  }
}

function asked(turn) {
  document.documentElement.classList.add("asked");
  const active = document.activeElement;
  if (active === document.body || active?.closest("#welcome, #log")) box()?.focus({ preventScroll: true });
  turn.scrollIntoView({ block: "start" });
}

// A whole turn goes into the conversation; what Gradio still holds of it is hidden until the next one replaces it.
function take(turn) {
  const copy = turn.cloneNode(true), focused = document.activeElement?.closest("#now") && document.activeElement.id;
  for (const part of [turn, ...$$("[id]", turn)]) part.removeAttribute("id");
  turn.removeAttribute("class");
  turn.hidden = true;
  $("#log").append(copy);
  equip(copy);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  kept.set("pending", "");
  if (!copy.matches(".failed")) kept.set("draft", "");
  keep($("#log"));
  link = null;
  prepare();
}

let newest = null;
function follow() {
  problems();
  count();
  const turn = $("#now .turn");
  if (!turn || turn.hidden) { document.documentElement.classList.remove("busy"); return; }
  announce(turn);
  const id = turn.id;
  document.documentElement.classList.toggle("busy", !turn.matches(FINISHED));
  if (turn.matches(FINISHED)) take(turn);
  else {
    kept.set("pending", $("bdi", turn)?.textContent ?? "");
    $("#lost").textContent = "";
    $("#filters").open = false;  // what was chosen stays in the summary; the answer needs the room
  }
  if (id !== newest) { newest = id; asked(document.getElementById(id)); }
}

function shownFilters() {
  const { only, document: one, day } = filters(), fields = $("#filters"), today = $("#as-of").dataset.today;
  const named = (id) => $(`#${id}`).selectedOptions[0]?.textContent;
  const date = new Date(`${day || today}T12:00`);
  const told = !day || day === today ? fields.dataset.today : date.toLocaleDateString(words().language, { dateStyle: "medium" });
  $("#filtered").textContent = [named("only"), one && named("document"), told].filter(Boolean).join(" · ");
  fields.classList.toggle("set", Boolean(only || one || (day && day !== today)));
}

function setFilters(values) {
  for (const [id, value] of Object.entries(values)) {
    const field = document.getElementById(id);
    if (field && value !== undefined) field.value = value;
  }
  shownFilters();
  prepare();
}

function clearFilters() {
  setFilters({ only: "", document: "", "as-of": $("#as-of").dataset.today });
}

function restore() {
  const log = $("#log");
  for (const markup of keptTurns()) log.insertAdjacentHTML("beforeend", markup);  // this tab's own, looked over before
  for (const turn of $$(".turn", log)) equip(turn);
  if ($(".turn", log)) document.documentElement.classList.add("asked");
}

// A link opens an answer again: its question, day, filters and index are behind the "#", which no server sees.
function follows() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  if (!wanted.has("q") && !wanted.has("document")) return;
  history.replaceState(null, "", location.pathname + location.search);
  const today = $("#as-of").dataset.today;
  setFilters({ only: wanted.get("only") ?? "", document: wanted.get("document") ?? "", "as-of": wanted.get("day") ?? today });
  if (!wanted.get("q")) { $("#filters").open = true; box().focus(); return; }
  link = { generation: wanted.get("generation") ?? "" };
  if (wanted.get("after")) link.previous = [wanted.get("after").slice(0, 2000)];
  ask(wanted.get("q").slice(0, 20_000), link);
}

function startOver() {
  $("#log").replaceChildren();
  for (const name of ["log", "pending", "draft", "name"]) kept.set(name, "");
  if (device.get() !== null) device.set("");
  document.documentElement.classList.remove("asked");
  newest = null;
  prepare();
  box().focus();
}

function listen() {
  box().addEventListener("input", () => { count(); kept.set("draft", box().value); });
  $("#asides").addEventListener("change", () => { shownFilters(); prepare(); });
  $("#clear").addEventListener("click", clearFilters);
  $("#again").addEventListener("click", startOver);
  $("#keep").checked = device.get() !== null;
  $("#keep").addEventListener("change", ({ target }) => {
    if (target.checked) { keep($("#log")); target.checked = device.set(kept.get("log")); } else device.clear();
  });
  document.addEventListener("click", (event) => {
    const example = event.target.closest?.("button.example");
    if (example) ask(example.textContent);
    if (event.target.closest?.(".widen")) {
      const record = recordOf(event.target.closest(".turn"));
      clearFilters();
      setFilters({ "as-of": record.as_of });
      ask(record.question);
    }
  });
  addEventListener("hashchange", follows);
}

function ready() {
  if (!box() || !$("#sent textarea, #sent input") || !$("#actions") || !$("#again")) return false;
  $("#content").prepend($("#log"));
  $("#actions").prepend($("#asides"));
  $("#composer").append($("#lost"));
  listen();
  new MutationObserver(follow).observe($("#content"), { childList: true, subtree: true });
  const lost = kept.get("pending");
  if (kept.get("draft") || lost) type(box(), kept.get("draft") || lost);
  if (lost) { $("#lost").textContent = words().lost; kept.set("pending", ""); }
  shownFilters();
  follow();
  prepare();
  follows();
  document.documentElement.dataset.ready = "true";
  return true;
}

// Gradio sets the language of its own texts on the page; the page's language is the reader's.
function speak() {
  const root = document.documentElement;
  if (root.lang !== words().language) root.lang = words().language;
}

speak();
new MutationObserver(speak).observe(document.documentElement, { attributeFilter: ["lang"] });
restore();
menus();
connection();
evidence();
tools();
if (!ready()) {
  const waiting = new MutationObserver(() => { if (ready()) waiting.disconnect(); });
  waiting.observe(document.documentElement, { childList: true, subtree: true });
}
