// Share: the code as a link, to be copied.

import { linkToCode } from "../../protocol/deep_links.ts";
import { button, element } from "../../shared/dom.ts";
import { Drawer } from "../../ui/drawer.ts";
import { compressCode, mostCharacters } from "./compressed_code.ts";
import { shareWords as texts } from "./texts.ts";

export class ShareDrawer {
  readonly drawer = new Drawer(texts.button, (open) => open && void this.refresh());
  private readonly field = element("input", {
    type: "text",
    class: "lab-link",
    readonly: "",
    "aria-label": texts.link,
  });
  private readonly copy = button(texts.copy, () => void this.copyLink());
  private readonly said = element("span", { role: "status" });
  private readonly row = element("div", { class: "lab-link-row" }, this.field, this.copy);

  constructor(
    private readonly exercise: string,
    private readonly code: () => string,
  ) {
    this.field.addEventListener("focus", () => this.field.select());
    this.drawer.root.append(element("p", {}, texts.sentence), this.row, this.said);
  }

  /** To call when the code changed. */
  changed(): void {
    if (this.drawer.isOpen) void this.refresh();
  }

  private async refresh(): Promise<void> {
    let sentence = texts.failed;
    try {
      const packed = await compressCode(this.code());
      const link = packed === null ? "" : linkToCode(location.href, this.exercise, packed);
      this.field.value = link;
      sentence = packed === null ? texts.tooLong(mostCharacters) : texts.length(link.length);
    } catch {
      this.field.value = "";
    }
    this.row.hidden = this.field.value === "";
    this.said.textContent = sentence;
  }

  private async copyLink(): Promise<void> {
    await this.refresh();
    if (this.field.value === "") return;
    try {
      await navigator.clipboard.writeText(this.field.value);
      this.said.textContent = texts.copied;
    } catch {
      this.field.focus();
      this.field.select();
      this.said.textContent = texts.refused;
    }
  }
}
