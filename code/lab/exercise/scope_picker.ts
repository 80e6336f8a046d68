// The picker for how far a design is searched: as its file says, or as the reader says here.

import { actionKinds } from "../protocol/actions.ts";
import type { ChosenScope } from "../protocol/messages.ts";
import { button, drawIcon, element } from "../shared/dom.ts";
import { scopeWords as texts } from "./texts.ts";

const mostConsumers = 4;
const mostFaults = 4;
const usual: ChosenScope = { messages: [], consumers: 2, marks: "!?2&", most_faults: 1 };

/** The picker of one design. */
export class ScopePicker {
  readonly root: HTMLElement;
  private readonly asWritten = element("input", { type: "checkbox" });
  private readonly messages = element("input", {
    type: "text",
    placeholder: texts.all,
    autocomplete: "off",
    spellcheck: "false",
  });
  private readonly consumers = numbers(1, mostConsumers);
  private readonly most = numbers(0, mostFaults);
  private readonly faults = new Map<string, HTMLInputElement>();
  private readonly choices: HTMLFieldSetElement;

  constructor(
    chosen: ChosenScope | null,
    actions: { changed(chosen: ChosenScope | null): void; keepLooking(): void },
  ) {
    const faults = faultNames().map(([mark, name]) => this.fault(mark, name));
    this.choices = element(
      "fieldset",
      { class: "lab-scope-choices", "aria-label": texts.yours },
      row(texts.messages, this.messages),
      row(texts.consumers, this.consumers),
      row(texts.most, this.most),
      element("div", { class: "lab-scope-faults" }, ...faults),
    );
    this.root = element(
      "fieldset",
      { class: "lab-faults lab-scope" },
      element("legend", {}, drawIcon("check"), ` ${texts.title}`),
      element(
        "label",
        { class: "lab-fault" },
        this.asWritten,
        element("span", {}, texts.asWritten),
      ),
      this.choices,
      element(
        "p",
        { class: "lab-scope-further" },
        button(texts.keepLooking, () => actions.keepLooking()),
        element("small", {}, texts.keepLookingSentence),
      ),
    );
    this.show(chosen);
    this.root.addEventListener("change", () => {
      this.choices.hidden = this.asWritten.checked;
      actions.changed(this.chosen);
    });
  }

  /** What the reader has chosen; null for what the file says. */
  get chosen(): ChosenScope | null {
    if (this.asWritten.checked) return null;
    const marks = [...this.faults].filter(([, box]) => box.checked).map(([mark]) => mark);
    return {
      messages: this.messages.value.split(/[\s,;]+/).filter(Boolean),
      consumers: Number(this.consumers.value),
      marks: marks.join(""),
      most_faults: Number(this.most.value),
    };
  }

  /** Lets a choice begin with what the file says. */
  written(scope: ChosenScope): void {
    if (this.asWritten.checked) this.fill(scope);
  }

  /** Shows this choice. */
  show(chosen: ChosenScope | null): void {
    this.asWritten.checked = chosen === null;
    this.choices.hidden = chosen === null;
    this.fill(chosen ?? usual);
  }

  private fill({ messages, consumers, marks, most_faults }: ChosenScope): void {
    this.messages.value = messages.join(" ");
    this.consumers.value = String(consumers);
    this.most.value = String(most_faults);
    for (const [mark, box] of this.faults) box.checked = marks.includes(mark);
  }

  private fault(mark: string, name: string): HTMLElement {
    const box = element("input", { type: "checkbox" });
    this.faults.set(mark, box);
    return element("label", { class: "lab-fault" }, box, element("span", {}, name));
  }
}

function faultNames(): [string, string][] {
  return actionKinds
    .filter(({ fault }) => fault !== null)
    .map(({ mark, name }): [string, string] => [mark, name]);
}

function numbers(from: number, to: number): HTMLSelectElement {
  const select = element("select", { class: "select" });
  for (let number = from; number <= to; number += 1)
    select.append(element("option", {}, String(number)));
  return select;
}

function row(label: string, control: HTMLElement): HTMLElement {
  return element("label", { class: "lab-scope-row" }, element("span", {}, label), control);
}
