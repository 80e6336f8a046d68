// The controls above a history: to step, to slide, to jump.

import { button, drawIcon, element, type IconName } from "../shared/dom.ts";
import type { Playback } from "./playback.ts";
import { classOf } from "./risk_badge.ts";
import { historyWords, riskWords, stepWords } from "./texts.ts";

/** Makes the controls of a playback. */
export function makeStepControls(playback: Playback): HTMLElement {
  const here = element("b", {}, String(playback.at));
  const { length } = playback.moments;
  const root = element(
    "div",
    { class: "step-controls", role: "group", "aria-label": stepWords.group },
    keys(playback),
    element(
      "span",
      { class: "where" },
      element("span", { class: "t" }, `${stepWords.step} `),
      here,
      stepWords.of(length),
    ),
    track(playback),
    jumps(playback),
  );
  playback.follow((moment) => {
    here.textContent = String(moment.number);
  });
  return root;
}

function keys(playback: Playback): HTMLElement {
  const one = (icon: IconName, label: string, look: string, go: () => void): HTMLElement => {
    const made = element(
      "button",
      { type: "button", class: `icon-button ${look}` },
      drawIcon(icon),
    );
    made.setAttribute("aria-label", label);
    made.addEventListener("click", go);
    return made;
  };
  return element(
    "div",
    { class: "keys" },
    one("first", stepWords.first, "wide", () => playback.go(1)),
    one("previous", stepWords.previous, "", () => playback.go(playback.at - 1)),
    one("next", stepWords.next, "", () => playback.go(playback.at + 1)),
    one("last", stepWords.last, "wide", () => playback.go(playback.moments.length)),
  );
}

function track(playback: Playback): HTMLElement {
  const segments = playback.moments.map(({ risk, fault }) =>
    element("i", { class: `${classOf(risk)} ${fault ? "fault" : ""}`.trim() }),
  );
  const slider = element("input", {
    type: "range",
    min: "1",
    max: String(Math.max(1, playback.moments.length)),
    value: String(playback.at),
    "aria-label": stepWords.step,
  });
  slider.addEventListener("input", () => playback.go(Number(slider.value)));
  playback.follow(({ number, sentence, risk }) => {
    slider.value = String(number);
    const text = `${stepWords.place(number, playback.moments.length)}: ${sentence} ${riskWords[risk]}`;
    slider.setAttribute("aria-valuetext", text);
  });
  const line = element("span", { class: "segments", "aria-hidden": "true" }, ...segments);
  return element("div", { class: "track" }, line, slider);
}

function jumps(playback: Playback): HTMLElement {
  const group = element("div", { class: "jumps" });
  const add = (icon: IconName, label: string, key: string, go: () => void): void => {
    const name = element("span", { class: "t" }, label);
    const made = button("", go, { icon, children: [name, " ", element("kbd", {}, key)] });
    made.setAttribute("aria-keyshortcuts", key);
    group.append(made);
  };
  if (playback.moments.some((moment) => moment.fault))
    add("bolt", stepWords.nextFault, "n", () => playback.goToNextFault());
  if (playback.trace.point_of_no_return !== null)
    add("flag", historyWords.pointOfNoReturn, "d", () => playback.goToPointOfNoReturn());
  return group;
}

/** Makes the line below the list: which keys there are, and what its signs mean. */
export function keyHelp(playback: Playback): HTMLElement {
  const key = (...names: string[]): Node[] =>
    names.flatMap((name) => [element("kbd", {}, name), document.createTextNode(" ")]);
  const part = (...inner: (Node | string)[]): HTMLElement => element("span", {}, ...inner);
  const help = element("p", { class: "key-help" });
  help.append(
    part(...key("↑", "↓"), stepWords.keys.or, ...key("k", "j"), stepWords.keys.step),
    part(...key("Home", "End"), stepWords.keys.ends),
    part(...key("n"), stepWords.keys.fault),
    part(...key("d"), stepWords.keys.turn),
    part(stepWords.riskCounts),
  );
  help.hidden = playback.moments.length === 0;
  return help;
}
