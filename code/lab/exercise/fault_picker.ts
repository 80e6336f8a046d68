// The picker for the fault of the next run: one chaos monkey, with its sentence below it.

import { drawIcon, element } from "../shared/dom.ts";
import { faultWords as texts } from "./texts.ts";

/** The picker of one exercise. */
export class FaultPicker {
  readonly root: HTMLElement;
  /** The name of a monkey, "" for none, null for the run as the exercise gives it. */
  chosen: string | null = null;

  constructor(identifier: string) {
    const legend = element("legend", {}, drawIcon("bolt"), ` ${texts.title}`);
    const given = this.choice(identifier, null, texts.given, texts.givenSentence);
    const none = this.choice(identifier, "", texts.none, texts.noneSentence);
    const named = Object.entries(texts.byName).map(([name, sentence]) =>
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
