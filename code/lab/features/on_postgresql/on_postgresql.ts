// The place below an editor where its code runs on PostgreSQL: a button, and what comes of it. All else is loaded
// when the button is pressed.

import type { Script } from "../../protocol/messages.ts";
import { postgresql } from "../../shared/build_constants.ts";
import { button, element } from "../../shared/dom.ts";
import { lazyImport } from "../../shared/lazy_import.ts";
import { loadStyles } from "../../shared/load_styles.ts";
import { siteRoot } from "../../shared/site_map.ts";
import { missingPart } from "../../ui/notices.ts";
import type { DatabasePanel } from "./database_panel.ts";
import type { PostgresqlHost, Wanted } from "./host.ts";
import { loaderWords as texts } from "./loader_texts.ts";

/** Runs the code of one editor on PostgreSQL. */
export class OnPostgresql {
  readonly root = element("div", { class: "lab-postgresql" });
  private readonly place = element("div");
  private panel: Promise<DatabasePanel> | null = null;
  private isGone = false;

  constructor(private readonly host: PostgresqlHost) {
    const run = button(texts.run, () => void this.play(null, this.host.codeNow()));
    const megabytes = (postgresql.bytes / 1e6).toFixed(1);
    const address = new URL("reference/on-postgresql/", siteRoot).href;
    const more = element("a", { href: address }, texts.whatItIs);
    const about = element("span", { class: "about" }, texts.about(megabytes), " ", more, ".");
    this.root.append(element("p", { class: "offer" }, run, about), this.place);
  }

  /** Plays this history on this code. */
  replay(script: Script, source: string): void {
    void this.play(script, source);
  }

  /** Says beside what is shown whether the code has changed since. */
  codeChanged(code: string): void {
    void this.panel?.then((panel) => panel.codeChanged(code));
  }

  /** Ends what is under way. */
  dispose(): void {
    this.isGone = true;
    void this.panel?.then((panel) => panel.stop());
  }

  private async play(script: Script | null, source: string): Promise<void> {
    const wanted: Wanted = { script, source };
    try {
      this.panel ??= this.begin();
      const panel = await this.panel;
      if (!this.isGone) panel.play(wanted);
    } catch (error) {
      this.panel = null;
      console.warn(String(error));
      const again = { label: texts.retry, go: () => void this.play(script, source) };
      this.place.replaceChildren(await missingPart(texts.failed, [again]));
    }
  }

  private async begin(): Promise<DatabasePanel> {
    const [{ DatabasePanel }] = await Promise.all([
      lazyImport(() => import("./database_panel.ts")),
      loadStyles("on_postgresql/on_postgresql.css"),
    ]);
    const panel = new DatabasePanel(this.host);
    this.place.replaceChildren(panel.root);
    return panel;
  }
}
