// What every page of a console needs of a script: it says when the server does not answer, and notices when it is back.
(() => {
  const away = () => document.getElementById("unreachable");
  let asking = 0;
  const ask = () => fetch("/health", { cache: "no-store" })
    .then((answer) => { if (!answer.ok) throw answer; back(); })
    .catch(() => { asking = setTimeout(ask, 3000); });
  const back = () => {
    clearTimeout(asking);
    asking = 0;
    if (away().hidden) return;
    away().hidden = true;
    document.body.dispatchEvent(new CustomEvent("server-back"));
  };
  document.addEventListener("htmx:error", (event) => {
    if (!event.detail.ctx) return;
    away().hidden = false;
    asking = asking || setTimeout(ask, 3000);
  });
  document.addEventListener("htmx:after:request", back);
  document.addEventListener("htmx:response:error", (event) => {
    if (event.detail.ctx.response.status >= 502 && !event.detail.ctx.hx.retarget) away().hidden = false;
  });
  // A chosen file is read into its text box, so that it is looked at before it is sent.
  document.addEventListener("change", async (event) => {
    const box = document.getElementById(event.target.dataset.into || "");
    const [file] = event.target.files || [];
    if (box && file) box.value = await file.text();
  });
})();
