// The bar that sticks above a history: to step, to slide, to jump.

import { button, drawIcon, element, type IconName } from "../shared/dom.ts";
import type { Player } from "./playback.ts";
import { classOf } from "./risk_badge.ts";
import { happened, riskWords, steps } from "./texts.ts";

export function makeStepper(player: Player): HTMLElement {
  const here = element("b", {}, String(player.at));
  const { length } = player.moments;
  const root = element(
    "div",
    { class: "stepper", role: "group", "aria-label": steps.group },
    keys(player),
    element(
      "span",
      { class: "where" },
      element("span", { class: "t" }, `${steps.step} `),
      here,
      steps.of(length),
    ),
    track(player),
    jumps(player),
  );
  player.follow((moment) => {
    here.textContent = String(moment.number);
  });
  return root;
}

function keys(player: Player): HTMLElement {
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
    one("first", steps.first, "wide", () => player.go(1)),
    one("previous", steps.previous, "", () => player.go(player.at - 1)),
    one("next", steps.next, "", () => player.go(player.at + 1)),
    one("last", steps.last, "wide", () => player.go(player.moments.length)),
  );
}

function track(player: Player): HTMLElement {
  const segments = player.moments.map(({ risk, fault }) =>
    element("i", { class: `${classOf(risk)} ${fault ? "fault" : ""}`.trim() }),
  );
  const slider = element("input", {
    type: "range",
    min: "1",
    max: String(Math.max(1, player.moments.length)),
    value: String(player.at),
    "aria-label": steps.step,
  });
  slider.addEventListener("input", () => player.go(Number(slider.value)));
  player.follow(({ number, sentence, risk }) => {
    slider.value = String(number);
    const text = `${steps.said(number, sentence)} ${riskWords[risk]}`;
    slider.setAttribute("aria-valuetext", text);
  });
  const line = element("span", { class: "segments", "aria-hidden": "true" }, ...segments);
  return element("div", { class: "track" }, line, slider);
}

function jumps(player: Player): HTMLElement {
  const group = element("div", { class: "jumps" });
  const add = (icon: IconName, label: string, key: string, go: () => void): void => {
    const name = element("span", { class: "t" }, label);
    const made = button("", go, { icon, children: [name, " ", element("kbd", {}, key)] });
    made.setAttribute("aria-keyshortcuts", key);
    group.append(made);
  };
  if (player.moments.some((moment) => moment.fault))
    add("bolt", steps.nextFault, "n", () => player.goToNextFault());
  if (player.telling.point_of_no_return !== null)
    add("flag", happened.pointOfNoReturn, "d", () => player.goToPointOfNoReturn());
  return group;
}

/** Below the list: which keys there are, and what its signs mean. */
export function keyHelp(player: Player): HTMLElement {
  const key = (...names: string[]): Node[] =>
    names.flatMap((name) => [element("kbd", {}, name), document.createTextNode(" ")]);
  const part = (...inner: (Node | string)[]): HTMLElement => element("span", {}, ...inner);
  const help = element("p", { class: "key-help" });
  help.append(
    part(...key("↑", "↓"), steps.keys.or, ...key("k", "j"), steps.keys.step),
    part(...key("Home", "End"), steps.keys.ends),
    part(...key("n"), steps.keys.fault),
    part(...key("d"), steps.keys.turn),
    part(steps.riskCounts),
  );
  help.hidden = player.moments.length === 0;
  return help;
}
