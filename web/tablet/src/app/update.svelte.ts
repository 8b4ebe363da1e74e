/** The service worker: whether the tablet is ready for a day without network, and whether a newer build waits. */

class Build {
  ready = $state(false);
  waiting = $state.raw<ServiceWorker | null>(null);
  persisted = $state(false);
}

export const build = new Build();

export function begin(): void {
  if (!("serviceWorker" in navigator)) return;
  let isTaking = false;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (isTaking) location.reload();
  });
  void navigator.serviceWorker.register(`${import.meta.env.BASE_URL}sw.js`, { updateViaCache: "none" }).then((found) => {
    const look = (): void => {
      build.waiting = navigator.serviceWorker.controller ? found.waiting : null;
    };
    look();
    found.addEventListener("updatefound", () => found.installing?.addEventListener("statechange", look));
    // A failed question is silent: there may be no network for a day.
    const ask = (): void => void found.update().catch(() => undefined);
    setInterval(ask, 15 * 60_000);
    addEventListener("online", ask);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && ask());
  });
  void navigator.serviceWorker.ready.then(() => (build.ready = true));
  void navigator.storage?.persisted?.().then((yes) => (build.persisted = yes));
  takeUp = () => {
    isTaking = true;
    build.waiting?.postMessage("take over");
  };
}

/** Changes to the waiting build; the screens offer it only between visits. */
export let takeUp = (): void => undefined;
