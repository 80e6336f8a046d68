// Where the site begins, and its pages in the order of the agenda, as the navigation beside each page
// has them. So nothing needs a list of pages of its own.

export interface SitePage {
  /** Below the site's root, as in `events/recap/`. */
  path: string;
  title: string;
  link: HTMLAnchorElement;
}

/** The front page's address: the scripts stand two folders below it. */
export const siteRoot = new URL("../../", import.meta.url);

/** The path of an address below the site's root; the page that is open, without an address. */
export function pathOfPage(address: string = location.href): string {
  const { pathname } = new URL(address, location.href);
  return pathname.startsWith(siteRoot.pathname)
    ? pathname.slice(siteRoot.pathname.length)
    : pathname;
}

/** All pages of the navigation, from the first to the last. */
export function pagesOfSite(): SitePage[] {
  const links = document.querySelectorAll<HTMLAnchorElement>(".md-nav--primary a.md-nav__link");
  return [...links]
    .filter((link) => link.hash === "")
    .map((link) => ({
      path: pathOfPage(link.href),
      title: link.querySelector(".md-ellipsis")?.textContent?.trim() ?? link.innerText.trim(),
      link,
    }));
}

export function titleOfPage(): string {
  const heading = document.querySelector("article h1")?.cloneNode(true) as HTMLElement | undefined;
  for (const anchor of heading?.querySelectorAll(".headerlink") ?? []) anchor.remove();
  return heading?.textContent?.trim() ?? document.title;
}
