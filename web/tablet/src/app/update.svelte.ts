/** The service worker: whether the tablet is ready for a day without network, and whether a newer build waits. */

class Build {
  ready = $state(false);
  /** The browser does not let the app be kept: without the server it would not even open. */
  unkept = $state(false);
  waiting = $state.raw<ServiceWorker | null>(null);
  /** Another window has taken the newer build up: this one still runs the older and must begin anew, between visits. */
  overtaken = $state(false);
  persisted = $state(false);
}

export const build = new Build();

export function begin(): void {
  if (!("serviceWorker" in navigator)) return;
  let isTaking = false;
  // The first worker of all takes the page it came with: that is no newer build.
  let isFirst = !navigator.serviceWorker.controller;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (isTaking) location.reload();
    else if (!isFirst) build.overtaken = true;
    isFirst = false;
  });
  void navigator.serviceWorker.register(`${import.meta.env.BASE_URL}sw.js`, { updateViaCache: "none" }).then(watch, () => {
    build.unkept = true;
  });
  void navigator.serviceWorker.ready.then(() => (build.ready = true));
  void navigator.storage?.persisted?.().then((yes) => (build.persisted = yes));
  takeUp = () => {
    isTaking = true;
    if (build.overtaken) location.reload();
    else build.waiting?.postMessage("take over");
  };
}

function watch(found: ServiceWorkerRegistration): void {
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
}

/** Changes to the waiting build; the screens offer it only between visits. */
export let takeUp = (): void => undefined;
