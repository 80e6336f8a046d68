// The chaos monkey for the next run: one choice, with its sentence below it.

import { drawIcon, element } from "../shared/dom.ts";
import { monkeys } from "../shared/texts.ts";

export class FaultPicker {
  readonly root: HTMLElement;
  /** The name of a monkey, "" for none, null for the run as the exercise gives it. */
  chosen: string | null = null;

  constructor(identifier: string) {
    const legend = element("legend", {}, drawIcon("bolt"), ` ${monkeys.title}`);
    const given = this.choice(identifier, null, monkeys.given, monkeys.givenSentence);
    const none = this.choice(identifier, "", monkeys.none, monkeys.noneSentence);
    const named = Object.entries(monkeys.byName).map(([name, sentence]) =>
      this.choice(identifier, name, `${name[0]?.toUpperCase()}${name.slice(1)}`, sentence),
    );
    this.root = element("fieldset", { class: "lab-faults" }, legend, given, none, ...named);
  }

  private choice(
    identifier: string,
    name: string | null,
    label: string,
    sentence: string,
  ): HTMLElement {
    const radio = element("input", { type: "radio", name: `${identifier}-monkey` });
    radio.checked = name === null;
    radio.addEventListener("change", () => {
      this.chosen = name;
    });
    const small = element("small", {}, sentence);
    return element("label", { class: "lab-fault" }, radio, element("span", {}, label), small);
  }
}
