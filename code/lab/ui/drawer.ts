// A part below the buttons that one of them opens and closes. Of those that stand together, one is open at
// a time.

import { button, element } from "../shared/dom.ts";

export class Drawer {
  readonly button: HTMLButtonElement;
  readonly root: HTMLElement;
  /** Those that close when this one opens. */
  others: Drawer[] = [];

  constructor(
    label: string,
    private readonly toggled: (open: boolean) => void = () => {},
  ) {
    this.button = button(label, () => this.toggle(), { look: "lab-quiet" });
    this.button.setAttribute("aria-expanded", "false");
    this.root = element("div", { class: "lab-drawer", role: "group", "aria-label": label });
    this.root.hidden = true;
  }

  get isOpen(): boolean {
    return !this.root.hidden;
  }

  toggle(open = !this.isOpen): void {
    if (open === this.isOpen) return;
    if (open) for (const other of this.others) other.toggle(false);
    this.root.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    this.toggled(open);
  }
}

export function oneAtATime(drawers: Drawer[]): void {
  for (const drawer of drawers) drawer.others = drawers.filter((other) => other !== drawer);
}
