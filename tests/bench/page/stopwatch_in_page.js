// What the stopwatch does inside of a page; it is told when from outside, by `stopwatch.ts`.

window.stopwatch = {
  press: (name) =>
    new Promise((resolve) => {
      const timer = setInterval(() => {
        const button = [...document.querySelectorAll("button")].find(
          (each) =>
            (each.textContent?.trim() || each.dataset.tipTxt || "").startsWith(name) &&
            each.getAttribute("aria-disabled") !== "true" &&
            !each.disabled,
        );
        if (button === undefined) return;
        clearInterval(timer);
        const now = performance.now();
        button.click();
        resolve(now);
      }, 4);
    }),
  shown: (text) =>
    new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`"${text}" was not shown`)), 100_000);
      const observer = new MutationObserver((changes) => {
        const isThere = changes.some(
          ({ target, addedNodes }) =>
            [...addedNodes].some((node) =>
              node.textContent?.replaceAll("\u00a0", " ").includes(text),
            ) ||
            (target.nodeType === Node.TEXT_NODE && target.textContent?.includes(text)),
        );
        if (!isThere) return;
        observer.disconnect();
        resolve(performance.now());
      });
      observer.observe(document, { childList: true, characterData: true, subtree: true });
    }),
  follow: (name, heading) =>
    new Promise((resolve) => {
      const links = [...document.querySelectorAll("article a")];
      const from = performance.now();
      links.find((each) => each.textContent?.startsWith(name)).click();
      const timer = setInterval(() => {
        if (!document.querySelector("h1")?.textContent?.includes(heading)) return;
        clearInterval(timer);
        resolve(from);
      }, 4);
    }),
};
