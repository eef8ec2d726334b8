// What the browser keeps of this tab: the conversation, a half-typed question, a question that was not answered yet.
export const $ = (selector, from = document) => from.querySelector(selector);
export const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
export const words = () => $("#words").dataset;

export const kept = {
  get: (name) => { try { return sessionStorage.getItem(name) ?? ""; } catch { return ""; } },
  set: (name, value) => {
    try {
      if (value) sessionStorage.setItem(name, value);
      else sessionStorage.removeItem(name);
      return true;
    } catch { return false; }  // switched off or full
  },
};

// The reader's own choice to keep the conversation on this device: the entry is there while it is switched on.
const DEVICE = "euma-conversation";
export const device = {
  get: () => { try { return localStorage.getItem(DEVICE); } catch { return null; } },
  set: (log) => { try { localStorage.setItem(DEVICE, log || "[]"); return true; } catch { return false; } },
  clear: () => { try { localStorage.removeItem(DEVICE); } catch { /* switched off: nothing was kept */ } },
};

const MOST_TURNS = 20;

// The turns as markup that Gradio's sanitiser has looked over; the oldest go when there is no more room.
export function keep(log) {
  const turns = $$(".turn", log).slice(-MOST_TURNS).map((turn) => {
    const copy = turn.cloneNode(true);
    for (const part of $$(".tools-bar, .other-edition", copy)) part.remove();
    for (const part of $$(".current", copy)) part.classList.remove("current");
    return copy.outerHTML;
  });
  while (turns.length && !kept.set("log", JSON.stringify(turns))) turns.shift();
  if (!turns.length) kept.set("log", "");
  if (device.get() !== null) device.set(kept.get("log"));
}

export function keptTurns() {
  try { return JSON.parse(kept.get("log") || device.get() || "[]"); } catch { return []; }
}

export function recordOf(turn) {
  try { return JSON.parse($(".record", turn)?.textContent ?? "null"); } catch { return null; }
}

export function records() {
  return $$("#log .turn").map(recordOf).filter(Boolean);
}

export function type(box, value) {
  if (!box || box.value === value) return;
  box.value = value;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

export function say(text) {
  const announcer = $("#announcer");
  if (text && announcer && announcer.textContent !== text) announcer.textContent = text;
}

// Open menus close when something else is pressed, and with Escape, which leads back to their name.
export function menus() {
  document.addEventListener("click", (event) => {
    for (const menu of $$("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
    if (menu) { menu.open = false; $("summary", menu).focus(); }
  });
}
