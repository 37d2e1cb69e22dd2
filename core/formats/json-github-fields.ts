import { type JsonField, loggerField, namesField, textField } from './json-field.ts';
import { actionOf } from './json-identity-fields.ts';
import type { JsonLine } from './json-line.ts';

// GitHub's audit log, as it is streamed or exported (docs.github.com, "Reviewing the audit log for your organization"). `actor` has done something,
// `user` is whom it was done to. Names are those of Elastic's integration `github`, data stream `audit`.

const isGitHub = ({ logger }: JsonLine): boolean => logger === 'github';

/** A member by which a line shows itself to be GitHub's; the other one is the address of who acted. */
export const gitHubDocument = loggerField('github', '_document_id');

const action = textField('event.action');
const authentikAction = actionOf('authentik', 'action');
/** What was done, as GitHub's audit log, authentik and osquery call it. */
export const serviceAction: JsonField = {
  paths: ['action'],
  write(value, line) {
    if (line.logger === 'authentik') return authentikAction.write(value, line);
    return (isGitHub(line) || line.logger === 'osquery') && action.write(value, line);
  },
};

const userName = namesField('user', 'user.name');
const targetName = namesField('user', 'user.target.name');

export const gitHubActor: JsonField = {
  ...userName,
  paths: ['actor'],
  write: (value, line) => isGitHub(line) && userName.write(value, line),
};

/** Who it was, but in GitHub's audit log. */
export const userOrTarget: JsonField = {
  ...userName,
  paths: ['user'],
  write: (value, line) => (isGitHub(line) ? targetName : userName).write(value, line),
};
