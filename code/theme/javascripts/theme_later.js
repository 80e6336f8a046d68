// On a page with an editor, Material's own script comes once Python is there, which is what a reader waits
// for: it adds to a page that is read and used without it. Who does something before that has it at once.
// Where the lab, which comes last, is blocked or gone, nothing else could say so.

{
  const script = document.createElement("script");
  script.src = document.currentScript.dataset.theme;
  const milliseconds = {
    afterPython: 250, // a program that was asked for meanwhile shows its output first
    atLatest: 2_000,
  };
  const deeds = ["pointerdown", "keydown"];
  let isParsed = false;

  const explainMissingLab = ({ target }) => {
    if (!target.matches?.("script[src*='/lab.js']")) return;
    for (const lab of document.querySelectorAll(".cm-lab")) {
      const notice = document.createElement("div");
      const sentences = document.createElement("p");
      notice.className = "lab-notice lab-missing";
      notice.setAttribute("role", "status");
      sentences.textContent =
        "The editor could not be loaded. If your browser blocks scripts, allow those of this site. Then reload the page.";
      notice.append(sentences);
      lab.prepend(notice);
    }
  };

  const load = () => {
    for (const deed of deeds) document.removeEventListener(deed, load, true);
    if (!script.isConnected) document.body.append(script);
  };

  script.addEventListener("load", () => {
    // It waits for DOMContentLoaded before it looks at the page; if that has passed, it would wait for ever.
    if (isParsed) window.document$.next(document);
    document.dispatchEvent(new Event("theme-loaded"));
  });
  document.addEventListener("DOMContentLoaded", () => {
    isParsed = true;
  });
  for (const deed of deeds) document.addEventListener(deed, load, true);
  document.addEventListener("python-settled", () => setTimeout(load, milliseconds.afterPython));
  setTimeout(load, milliseconds.atLatest);
  document.addEventListener("error", explainMissingLab, true);
  document.documentElement.classList.replace("no-js", "js"); // as it would do: the search is shown
}
