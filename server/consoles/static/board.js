// The board's hands: the bell, dragging, keys. What may be moved where is asked of the server; nothing is decided here.
(() => {
  const page = document.getElementById("board-page");
  const live = document.getElementById("live");
  const dialog = document.getElementById("dialog");
  const body = document.getElementById("dialog-body");
  const link = document.getElementById("link");
  const cut = document.getElementById("cut");
  const said = document.getElementById("said");
  const cutWords = cut.textContent;
  const day = page.dataset.day;
  const moves = page.dataset.moves === "yes";
  let dragged = null;
  let prospects = {};
  let waiting = 0;
  let connected = false;
  let fresh = true;
  let pressed = false;

  const clock = () => new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const say = (text) => { said.textContent = text; };

  const refresh = () => {
    waiting = 0;
    if (dragged || pressed) return later();
    const focused = document.activeElement?.id;
    htmx.ajax("GET", `/board/live?day=${day}`, { target: "#live", swap: "innerHTML" }).then(() => focusOn(focused));
  };
  const later = () => { waiting = waiting || setTimeout(refresh, 200); };
  const focusOn = (id) => {
    filter();
    if (id?.startsWith("chip-") && !dialog.open) document.getElementById(id)?.focus();
  };

  const online = (yes) => {
    if (yes === connected) return;
    connected = yes;
    live.classList.toggle("cut", !yes);
    cut.hidden = yes;
    if (yes) link.innerHTML = "<span aria-hidden=\"true\">●</span> ";
    if (yes) link.append(`${document.getElementById("live-word").textContent} ${clock()}`);
    if (!yes) cut.textContent = cutWords.replace("…", clock());
  };
  const listen = () => {
    const bell = new EventSource(`/sync/live?units=${page.dataset.unit}`);
    bell.addEventListener("ring", () => {
      online(true);
      if (!fresh) later();
      fresh = false;
    });
    bell.addEventListener("error", () => {
      online(false);
      if (bell.readyState === EventSource.CLOSED) setTimeout(listen, 3000);
    });
  };

  const chips = () => [...live.querySelectorAll(".chip")];
  const lanes = () => [...live.querySelectorAll("tr[data-officer]")];
  const filter = () => {
    const wanted = plain(document.getElementById("filter").value);
    for (const chip of chips()) chip.classList.toggle("faint", Boolean(wanted) && !plain(chip.textContent).includes(wanted));
  };
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();

  const move = (chip, officer, more = {}) => {
    if (!moves || !connected) return;
    const values = { officer, version: chip.dataset.version, day, ...more };
    htmx.ajax("POST", `/board/visits/${chip.dataset.visit}/move`, { target: "#live", swap: "innerHTML", values })
      .then(() => focusOn(chip.id));
  };
  const open = (chip, query) => htmx.ajax("GET", `/board/visits/${chip.dataset.visit}?${query}`, { target: "#dialog-body", swap: "innerHTML" });

  new MutationObserver(() => {
    if (!body.childElementCount) return;
    if (!dialog.open) dialog.showModal();
    (body.querySelector("input:checked") || body.querySelector("input:not([type=hidden]):not(:disabled), [data-close]"))?.focus();
  }).observe(body, { childList: true });
  new MutationObserver(() => {
    if (dialog.open && !body.querySelector("form [name=sure]:focus")) dialog.close();
  }).observe(document.getElementById("undo"), { childList: true, subtree: true });
  dialog.addEventListener("click", (event) => { if (event.target.closest("[data-close]")) dialog.close(); });
  dialog.addEventListener("close", () => { body.replaceChildren(); later(); });
  document.addEventListener("htmx:after:swap", () => {
    const undo = document.querySelector("#undo form");
    if (!undo) return;
    dialog.close();
    setTimeout(() => undo.remove(), Number(undo.dataset.ms));
  });

  live.addEventListener("pointerdown", () => { pressed = true; });
  for (const over of ["pointerup", "pointercancel", "dragend"]) document.addEventListener(over, () => { pressed = false; });
  live.addEventListener("dragstart", (event) => {
    dragged = event.target.closest(".chip");
    if (!dragged || !connected) return event.preventDefault();
    dragged.classList.add("dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.visit);
    prospects = {};
    fetch(`/board/visits/${dragged.dataset.visit}/prospects`).then((answer) => answer.json()).then((told) => { prospects = told; });
  });
  live.addEventListener("dragover", (event) => {
    const lane = event.target.closest("[data-officer]:not(.chip)");
    if (!lane || !dragged) return;
    const told = prospects[lane.dataset.officer];
    for (const other of lanes()) other.classList.remove("drop-good", "drop-mind", "drop-never");
    if (told) lane.classList.add(`drop-${told.level}`);
    if (told) say(told.text);
    event.preventDefault();
  });
  live.addEventListener("drop", (event) => {
    const lane = event.target.closest("[data-officer]:not(.chip)");
    if (!lane || !dragged) return;
    event.preventDefault();
    const chip = dragged;
    if (lane.dataset.officer !== chip.dataset.officer) move(chip, lane.dataset.officer);
  });
  live.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    dragged = null;
    for (const lane of lanes()) lane.classList.remove("drop-good", "drop-mind", "drop-never");
  });

  const beside = (chip, step) => {
    const all = lanes();
    const at = all.findIndex((lane) => lane.dataset.officer === chip.dataset.officer);
    return all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step];
  };
  const alert = (step) => {
    const all = [...live.querySelectorAll("#alerts .go")];
    const at = all.indexOf(document.activeElement);
    all[(at + step + all.length) % all.length]?.focus();
  };
  document.addEventListener("keydown", (event) => {
    if (dialog.open || event.isComposing) return;
    const chip = document.activeElement?.closest(".chip");
    const typing = event.target.matches("input, select, textarea");
    const done = () => event.preventDefault();
    if (event.ctrlKey && event.key === "z" && !typing) {
      document.querySelector("#undo form")?.requestSubmit();
      return done();
    }
    if (chip && event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      const lane = beside(chip, event.key === "ArrowUp" ? -1 : 1);
      if (lane) move(chip, lane.dataset.officer);
      return done();
    }
    if (chip && moves && event.altKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      open(chip, `shift=${event.key === "ArrowLeft" ? -15 : 15}`);
      return done();
    }
    if (typing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "/") { document.getElementById("filter").focus(); done(); }
    if (event.key === "j") alert(1);
    if (event.key === "k") alert(-1);
    if (chip && event.key === "u" && chip.dataset.officer) move(chip, "");
  });
  document.getElementById("filter").addEventListener("input", filter);
  document.body.addEventListener("server-back", later);
  setInterval(later, 60000);
  listen();
})();
