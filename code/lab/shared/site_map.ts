// The pages of the site in the order of the agenda, read out of the navigation beside each page. So no
// other list of pages is needed.

/** A page of the navigation. */
export interface SitePage {
  /** Below the site's root, as in `events/recap/`. */
  path: string;
  title: string;
  link: HTMLAnchorElement;
}

/** The address of the front page: the bundles are two folders below it. */
export const siteRoot = new URL("../../", import.meta.url);

/** Returns the path of an address below the root of the site; without an address, of the open page. */
export function pathOfPage(address: string = location.href): string {
  const { pathname } = new URL(address, location.href);
  return pathname.startsWith(siteRoot.pathname)
    ? pathname.slice(siteRoot.pathname.length)
    : pathname;
}

/** Returns all pages of the navigation, from the first to the last. */
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

/** Returns the heading of the open page. */
export function titleOfPage(): string {
  const heading = document.querySelector("article h1")?.cloneNode(true) as HTMLElement | undefined;
  for (const anchor of heading?.querySelectorAll(".headerlink") ?? []) anchor.remove();
  return heading?.textContent?.trim() ?? document.title;
}
