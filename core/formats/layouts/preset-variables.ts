import { awsKinds } from './aws-kinds.ts';
import { isNumber } from './field-kinds.ts';
import { haproxyKinds } from './haproxy-kinds.ts';
import { kind, type ValueKind } from './kind.ts';
import { nginxVariable } from './nginx-variables.ts';
import { serverKinds } from './server-kinds.ts';

/** Values that presets have beside those of nginx, by names of our own. */
const kinds: ReadonlyMap<string, ValueKind> = new Map([
  ['size', kind({ extent: 'word', fits: isNumber })],
  ...haproxyKinds,
  ...awsKinds,
  ...serverKinds,
]);

/** What a variable of a preset is: nginx's, or a value that another program calls so. */
export function presetVariable(name: string): ValueKind {
  return kinds.get(name) ?? nginxVariable(name);
}
