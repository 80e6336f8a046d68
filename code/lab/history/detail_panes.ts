// The dock at the lower edge: the current sentence and its risk, and behind it code, attempts, world and
// what if. In a low window it starts folded, so that the history has the room.

import { button, element } from "../shared/dom.ts";
import { makeWhatIf, type WhatIfActions } from "./alternatives.ts";
import { makeCodePane } from "./code_pane.ts";
import { rich } from "./message_marks.ts";
import type { Player } from "./playback.ts";
import { riskChip } from "./risk_badge.ts";
import { makeAttemptsPane, makeWorldPane } from "./state_panes.ts";
import { steps, dock as texts } from "./texts.ts";

const ROOMY = { width: 960, height: 1000 };

export function makeDock(
  player: Player,
  file: string,
  source: string,
  actions: WhatIfActions,
): HTMLElement {
  const panes = element(
    "div",
    { class: "panes" },
    makeCodePane(player, file, source),
    makeAttemptsPane(player),
    makeWorldPane(player),
  );
  const more = element("div", { class: "more" }, panes, makeWhatIf(player, actions));
  const fold = button(texts.hide, () => setFolded(!more.hidden), { look: "lab-quiet" });
  const setFolded = (folded: boolean): void => {
    more.hidden = folded;
    fold.textContent = folded ? texts.show : texts.hide;
    fold.setAttribute("aria-expanded", String(!folded));
  };
  setFolded(innerWidth >= ROOMY.width && innerHeight < ROOMY.height);
  return element("div", { class: "dock" }, now(player, fold), more);
}

function now(player: Player, fold: HTMLElement): HTMLElement {
  const number = element("span", { class: "n" });
  const said = element("span", { class: "s" });
  const risk = element("span", { class: "turn" });
  player.follow((moment) => {
    number.textContent = `${steps.step} ${moment.number}`;
    said.replaceChildren(...rich(moment.sentence, player.telling.messages));
    const before = player.before?.risk;
    const changed = before !== undefined && before !== moment.risk;
    risk.replaceChildren(...(changed ? [riskChip(before), " → "] : []), riskChip(moment.risk));
  });
  return element("div", { class: "now" }, number, said, risk, fold);
}
