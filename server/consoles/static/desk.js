// The desk's keyboard: each key is written beside its control as data-key, and does what a click there would do.
(() => {
  const enter = (element) => {
    const to = element.querySelector(".question input, [data-row]") || element;
    to.focus();
    to.select?.();
  };
  const press = (element) => {
    if (element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) return element.focus(), element.select?.();
    if (element.matches("[tabindex]")) return enter(element);
    element.click();
  };
  document.addEventListener("keydown", (event) => {
    const at = event.target;
    const typing = at.matches("input:not([type=checkbox]):not([type=radio]), textarea, select");
    if (event.isComposing && event.key === "Enter") return;
    if (event.key === "Enter" && at.dataset.enter) {
      event.preventDefault();
      return document.querySelector(at.dataset.enter) && press(document.querySelector(at.dataset.enter));
    }
    const rows = [...(at.closest("#hits, .question")?.querySelectorAll("[data-row]") ?? [])];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && at.dataset.down) return event.preventDefault(), document.querySelector(at.dataset.down)?.focus();
    if (step && rows.includes(at)) return event.preventDefault(), rows[rows.indexOf(at) + step]?.focus();
    const name = (event.altKey ? "Alt+" : "") + event.code.replace(/^(Key|Digit|Numpad)/, "");
    if (event.ctrlKey || event.metaKey || (typing && name.length === 1) || (name === "Enter" && at.matches("a, button, input"))) return;
    const open = document.querySelector("dialog[open]") || document;
    const found = name === "Escape" && open === document ? document.querySelector("[data-opens]") : 
      [...open.querySelectorAll(`[data-key="${name}"]`)].find((one) => !one.closest("dialog:not([open])"));
    if (found) event.preventDefault(), press(found);
  });
  document.addEventListener("click", (event) => {
    const on = event.target.closest("[data-opens], [data-closes], [data-sets]");
    if (!on) return;
    if (on.dataset.opens) document.querySelector(on.dataset.opens).showModal();
    if (on.dataset.closes) document.querySelector(on.dataset.closes).close();
    if (!on.dataset.sets) return;
    const [id, value] = on.dataset.sets.split("=");
    const field = document.getElementById(id);
    field.value = value;
    if (on.type === "button") field.focus(), field.dispatchEvent(new Event("input", { bubbles: true }));
  }, true);
  document.addEventListener("focus-on", (event) => enter(document.getElementById(event.detail.id) ?? document.body));
  const tick = () => document.querySelectorAll("[data-since]").forEach((clock) => {
    const seconds = Math.max(0, Math.floor((Date.now() - clock.dataset.since) / 1000));
    clock.textContent = `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
  });
  const left = () => document.querySelectorAll("[data-until]").forEach((clock) => {
    const seconds = Math.max(0, Math.ceil((clock.dataset.until - Date.now()) / 1000));
    clock.textContent = `(${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")})`;
  });
  setInterval(() => (tick(), left()), 1000);
})();
