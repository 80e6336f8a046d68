// The dock at the lower edge: the current sentence and its risk, and behind it code, attempts, world and
// what if. In a low window it starts folded, so that the history has the room.

import { button, element } from "../shared/dom.ts";
import { type AlternativesActions, makeAlternatives } from "./alternatives.ts";
import { makeCodePane } from "./code_pane.ts";
import { markMessages } from "./message_marks.ts";
import type { Playback } from "./playback.ts";
import { riskBadge } from "./risk_badge.ts";
import { makeAttemptsPane, makeStatePane } from "./state_panes.ts";
import { stepWords, detailWords as texts } from "./texts.ts";

const ROOMY = { width: 960, height: 1000 };

export function makeDetailPanes(
  playback: Playback,
  file: string,
  source: string,
  actions: AlternativesActions,
): HTMLElement {
  const panes = element(
    "div",
    { class: "panes" },
    makeCodePane(playback, file, source),
    makeAttemptsPane(playback),
    makeStatePane(playback),
  );
  const more = element("div", { class: "more" }, panes, makeAlternatives(playback, actions));
  const fold = button(texts.hide, () => setFolded(!more.hidden), { look: "lab-quiet" });
  const setFolded = (folded: boolean): void => {
    more.hidden = folded;
    fold.textContent = folded ? texts.show : texts.hide;
    fold.setAttribute("aria-expanded", String(!folded));
  };
  setFolded(innerWidth >= ROOMY.width && innerHeight < ROOMY.height);
  return element("div", { class: "detail-panes" }, now(playback, fold), more);
}

function now(playback: Playback, fold: HTMLElement): HTMLElement {
  const number = element("span", { class: "n" });
  const said = element("span", { class: "s" });
  const risk = element("span", { class: "turn" });
  playback.follow((moment) => {
    number.textContent = `${stepWords.step} ${moment.number}`;
    said.replaceChildren(...markMessages(moment.sentence, playback.trace.messages));
    const before = playback.before?.risk;
    const changed = before !== undefined && before !== moment.risk;
    risk.replaceChildren(...(changed ? [riskBadge(before), " → "] : []), riskBadge(moment.risk));
  });
  return element("div", { class: "now" }, number, said, risk, fold);
}
