// Citations: beside the answer on a wide screen, in a sheet over it on a small one; other languages in place.
import { $, $$, words } from "./store.js";

const wide = matchMedia("(min-width: 62rem)");
let shown = null;  // the card that the sheet shows

export function show(target) {
  const marked = $("mark", target) ?? target;
  marked.scrollIntoView({ block: target.matches(".card") ? "center" : "start" });
  target.focus({ preventScroll: true });
}

function mark(link, card) {
  for (const old of $$(".cite.current, .card.current")) old.classList.remove("current");
  card.classList.add("current");
  link?.classList.add("current");
}

const cards = (card) => $$(".card", card.closest(".evidence")).filter((one) => one.id);

function fill(card) {
  const sheet = $("#sheet"), body = $(".sheet-body", sheet), all = cards(card), at = all.indexOf(card);
  shown = card;
  mark(document.querySelector(`a.cite[href="#${card.id}"]`), card);
  const copy = card.cloneNode(true);
  for (const part of [copy, ...$$("[id]", copy)]) part.removeAttribute("id");
  copy.removeAttribute("tabindex");
  body.replaceChildren(copy);
  $(".place-in-row", sheet).textContent =
    words().place.replace("{number}", at + 1).replace("{count}", all.length);
  $("[data-act='previous']", sheet).disabled = at <= 0;
  $("[data-act='next']", sheet).disabled = at >= all.length - 1;
  body.scrollTop = 0;
  body.focus({ preventScroll: true });
  const quoted = $("mark", copy)?.getBoundingClientRect(), box = body.getBoundingClientRect();
  if (quoted && quoted.bottom > box.top + box.height * 0.8) body.scrollTop = quoted.top - box.top - 72;
}

function open(card) {
  const sheet = $("#sheet");
  if (!sheet.open) {
    sheet.showModal();
    history.pushState({ sheet: true }, "");  // so that the phone's "back" closes the sheet and not the page
  }
  fill(card);
}

function close() {
  const sheet = $("#sheet");
  if (!sheet?.open) return;
  sheet.close();
  document.getElementById($("a.back", shown)?.hash.slice(1))?.focus();
}

const leave = () => (history.state?.sheet ? history.back() : close());

async function otherLanguage(link) {
  const card = link.closest(".card"), old = $(`.other-edition[data-from="${CSS.escape(link.href)}"]`, card);
  if (old) { old.remove(); link.removeAttribute("aria-expanded"); return; }
  for (const part of $$(".other-edition", card)) part.remove();
  for (const part of $$(".edition", card)) part.removeAttribute("aria-expanded");
  const place = document.createElement("div");
  place.className = "other-edition";
  place.dataset.from = link.href;
  try {
    const address = new URL(link.href);
    address.pathname = address.pathname.replace(/^\/document\//, "/passage/");
    address.hash = "";
    address.searchParams.set("lang", words().language);
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.status);
    place.innerHTML = await answer.text();  // our own server's markup, every text in it escaped
    link.setAttribute("aria-expanded", "true");
  } catch {
    place.textContent = words().unloaded;
  }
  $(".also", card).after(place);
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
}

export function evidence() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.cite, a.back, a.skip, a.edition");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.matches(".edition")) { event.preventDefault(); otherLanguage(link); return; }
    if (link.matches("#sheet .back")) { event.preventDefault(); leave(); return; }
    const target = document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    if (link.matches(".cite") && !wide.matches) { open(target); return; }
    if (link.matches(".cite")) mark(link, target);
    if (link.matches(".skip")) target.tabIndex = -1;
    show(target);
  });
  // Escape leads back from a card to its number in the answer.
  document.addEventListener("keydown", (event) => {
    const card = event.key === "Escape" && event.target.closest?.("#log .card");
    if (card && $("a.back", card)) document.getElementById($("a.back", card).hash.slice(1))?.focus();
  });
  const sheet = $("#sheet");
  sheet.addEventListener("click", (event) => {
    const act = event.target.closest("[data-act]")?.dataset.act, all = shown ? cards(shown) : [];
    if (act === "close" || event.target === sheet) leave();
    if (act === "previous" || act === "next") fill(all[all.indexOf(shown) + (act === "next" ? 1 : -1)]);
  });
  sheet.addEventListener("cancel", (event) => { event.preventDefault(); leave(); });
  sheet.addEventListener("keydown", (event) => {
    const act = { ArrowLeft: "previous", ArrowRight: "next" }[event.key];
    const button = act && $(`[data-act='${act}']`, sheet);
    if (button && !button.disabled) button.click();
  });
  addEventListener("popstate", close);
  wide.addEventListener("change", () => { if (wide.matches) leave(); });
}
