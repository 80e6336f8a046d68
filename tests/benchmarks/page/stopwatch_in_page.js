// What the stopwatch does inside of a page; it is told when from outside, by `stopwatch.ts`.

// Looks now, and whenever something has changed. A timer would come after whatever the page itself had put
// off, and so miss the moment.
const whenever = (look) =>
  new Promise((resolve) => {
    const lookAgain = () => {
      const found = look();
      if (found === undefined) return;
      observer.disconnect();
      resolve(found);
    };
    const observer = new MutationObserver(lookAgain);
    const everything = { attributes: true, childList: true, characterData: true, subtree: true };
    observer.observe(document, everything);
    lookAgain();
  });

window.stopwatch = {
  press: (name) =>
    whenever(() => {
      const button = [...document.querySelectorAll("button")].find(
        (each) =>
          (each.textContent?.trim() || each.dataset.tipTxt || "").startsWith(name) &&
          each.getAttribute("aria-disabled") !== "true" &&
          !each.disabled,
      );
      if (button === undefined) return undefined;
      const now = performance.now();
      button.click();
      return now;
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
  follow: (name, heading) => {
    const links = [...document.querySelectorAll("article a")];
    const from = performance.now();
    links.find((each) => each.textContent?.startsWith(name)).click();
    return whenever(() => {
      const isThere = document.querySelector("h1")?.textContent?.includes(heading);
      return isThere ? [from, performance.now()] : undefined;
    });
  },
};
