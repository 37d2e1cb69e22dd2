/** What a sign-in of the site looks like in its access logs. */
export interface SignIn {
  /** Where it is sent to, see {@link Site.staticPaths}. */
  readonly paths: readonly string[];
  /** Default: POST. */
  readonly methods?: readonly string[];
  /** Statuses of those who got in, e.g. 302. */
  readonly success: readonly number[];
  /** Statuses of those who did not, e.g. 401. Any other is neither: `event.outcome` is `unknown`. */
  readonly failure: readonly number[];
}

/** What the site is for: a page that is reached, or an event that is logged (`event.action`). */
type Goal =
  | { readonly name: string; readonly paths: readonly string[] }
  | { readonly name: string; readonly actions: readonly string[] };

/**
 * What logs do not say about a site. All of it is optional; what needs a part that is absent says so. The same configuration serves the
 * cloud and local runs.
 */
export interface Site {
  /** The files that are the site's, by the beginning of their path below `inbox/`. Default: all. */
  readonly prefix?: string;
  /** The site's own host names, e.g. `www.shop.example`: who comes from one of its pages was there already. */
  readonly hosts?: readonly string[];
  readonly signIn?: SignIn;
  readonly goals?: readonly Goal[];
  /** Networks of the site's own people and machines, in CIDR notation. */
  readonly internalNetworks?: readonly string[];
  /** Paths of what is fetched along with a page. A path is whole, as `url.path` has it, and `*` is any characters: `/assets/*`. */
  readonly staticPaths?: readonly string[];
  /** Paths that programs read and people do not, e.g. `/api/*`. Default: none. */
  readonly apiPaths?: readonly string[];
}

/** The settings of a site without which there are no visits: any picture would be a page, and any click a link from elsewhere. */
export const visitNeeds = ['hosts', 'staticPaths'] as const satisfies readonly (keyof Site)[];
