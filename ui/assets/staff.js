// Small help for the staff pages: progress that stays fresh, reports that can be copied, uploads that are too large.
const $ = (selector, from = document) => from.querySelector(selector);
const EVERY = 1000;
const SLOWEST = 10_000;

function say(text) {
  const told = $("#told");
  if (told && text && told.textContent !== text) told.textContent = text;
}

// Ask for the stages again and again; when the run has ended, the whole page is shown anew, its result in focus.
async function follow(box, pause = EVERY) {
  try {
    const answer = await fetch(box.dataset.from, { redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    box.innerHTML = await answer.text();
    $("#lost").hidden = true;
    pause = EVERY;
  } catch {
    const lost = $("#lost");
    if (lost.hidden) { lost.textContent = box.dataset.lost; lost.hidden = false; }
    pause = Math.min(SLOWEST, pause * 2);
  }
  const steps = $(".steps", box);
  say(steps?.dataset.told);
  if (steps && steps.dataset.state !== "running") {
    try { sessionStorage.setItem("ended", location.pathname); } catch { /* storage may be switched off */ }
    location.reload();
    return;
  }
  setTimeout(() => follow(box, pause), pause);
}

function focusOnResult() {
  try {
    if (sessionStorage.getItem("ended") !== location.pathname) return;
    sessionStorage.removeItem("ended");
    $("#result")?.focus();
  } catch { /* storage may be switched off */ }
}

function copying(button) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const letter = $("#letter");
    try {
      await navigator.clipboard.writeText(letter.value);
    } catch {
      letter.select();
      document.execCommand("copy");
    }
    $("#copied").textContent = button.dataset.copied;
  });
}

// The server says the same; here it is said before a long upload.
function tooLarge(form) {
  const files = [...$("#files", form).files];
  const large = files.find((file) => file.size > Number(form.dataset.most));
  if (large) return form.dataset.tooLarge.replace("{file}", large.name);
  const together = files.reduce((sum, file) => sum + file.size, 0);
  return together > Number(form.dataset.mostTogether) ? form.dataset.tooMany : "";
}

function uploading(form) {
  const problem = $("#too-large", form);
  form.addEventListener("submit", (event) => {
    const said = tooLarge(form);
    problem.hidden = !said;
    problem.textContent = said;
    if (said) { event.preventDefault(); $("#files", form).focus(); }
  });
}

for (const button of document.querySelectorAll("button[data-confirm]")) {
  button.addEventListener("click", (event) => { if (!confirm(button.dataset.confirm)) event.preventDefault(); });
}
const box = $("#progress");
if (box) setTimeout(() => follow(box), EVERY);
if ($("#copy")) copying($("#copy"));
if ($("#upload")) uploading($("#upload"));
if ($("#problem")) $("#problem").focus();
else focusOnResult();
