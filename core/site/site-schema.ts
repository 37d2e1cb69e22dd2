import * as v from 'valibot';
import { isNetwork } from '../addresses/networks.ts';

const MAX_PATH_CHARACTERS = 256;
const path = v.pipe(
  v.string(),
  // Beside `*`, without what a wildcard query or a JSON string would read as something else.
  v.regex(
    /^[/*][!#->@-[\]-~]*$/,
    'must be a path such as /login or /account/*: / or * first, then printable ASCII without ?, " and \\; the query is no part of it',
  ),
  v.maxLength(MAX_PATH_CHARACTERS, `must have at most ${MAX_PATH_CHARACTERS} characters`),
);
const paths = v.array(path);
const somePaths = v.pipe(paths, v.minLength(1, 'must name at least one path'));

const status = v.pipe(
  v.number('must be a status such as 302'),
  v.integer('must be a whole number'),
  v.minValue(100, 'must be from 100 to 599'),
  v.maxValue(599, 'must be from 100 to 599'),
);
const statuses = v.pipe(v.array(status), v.minLength(1, 'must name at least one status'));

const signIn = v.pipe(
  v.strictObject({
    paths: somePaths,
    methods: v.exactOptional(
      v.pipe(
        v.array(v.pipe(v.string(), v.regex(/^[A-Z][A-Z-]*$/, 'must be a method in capitals, e.g. POST'))),
        v.minLength(1, 'must name at least one method'),
      ),
    ),
    success: statuses,
    failure: statuses,
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { success, failure } = dataset.value;
    const both = failure.filter((each) => success.includes(each));
    if (both.length > 0) addIssue({ message: `${both.join(', ')} must be a success or a failure, not both` });
  }),
);

const MAX_NAME_CHARACTERS = 60;
const goalName = v.pipe(
  v.string(),
  v.nonEmpty('must be a name such as Order'),
  v.maxLength(MAX_NAME_CHARACTERS, `must have at most ${MAX_NAME_CHARACTERS} characters`),
);
const actions = v.pipe(
  v.array(v.pipe(v.string(), v.nonEmpty('must be a value of event.action'))),
  v.minLength(1, 'must name at least one event'),
);
const goal = v.union(
  [v.strictObject({ name: goalName, paths: somePaths }), v.strictObject({ name: goalName, actions })],
  'must be {"name": "…", "paths": […]} or {"name": "…", "actions": […]}, with paths that begin with / or *',
);
const goals = v.pipe(
  v.array(goal),
  v.minLength(1, 'must name at least one goal'),
  v.check((all) => new Set(all.map(({ name }) => name)).size === all.length, 'must have names that differ'),
);

/** A name of RFC 1123 (section 2.1) in lower case, or an IPv4 address. */
const HOST = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;

const NO_OBJECT = 'must be an object with prefix, hosts, signIn, goals, internalNetworks, staticPaths or apiPaths';

/** Validates a site; a property that it does not have is an error, since it is a typing mistake. */
export const siteSchema = v.pipe(
  v.unknown(),
  v.check((site) => !Array.isArray(site), NO_OBJECT),
  v.strictObject(
    {
      prefix: v.exactOptional(v.pipe(v.string(), v.nonEmpty('must be the beginning of a path below inbox/'))),
      hosts: v.exactOptional(
        v.pipe(
          v.array(
            v.pipe(
              v.string(),
              v.regex(HOST, 'must be a host name in lower case, without scheme and port, e.g. shop.example'),
            ),
          ),
          v.minLength(1, 'must name at least one host'),
        ),
      ),
      signIn: v.exactOptional(signIn),
      goals: v.exactOptional(goals),
      internalNetworks: v.exactOptional(
        v.array(
          v.pipe(
            v.string(),
            v.check(isNetwork, 'must be a network such as 10.0.0.0/8 or 2001:db8::/32, or an address'),
          ),
        ),
      ),
      staticPaths: v.exactOptional(paths),
      apiPaths: v.exactOptional(paths),
    },
    NO_OBJECT,
  ),
);

/** Everything that is wrong with a site, each problem with its place, e.g. `site.signIn.paths.0: …`; an empty list where it is valid. */
export function siteProblems(site: unknown): readonly string[] {
  const { issues = [] } = v.safeParse(siteSchema, site);
  return issues.map((issue) => `${['site', v.getDotPath(issue) ?? []].flat().join('.')}: ${issue.message}`);
}
