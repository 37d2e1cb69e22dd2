import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findings } from './findings.ts';

const wrong: readonly (readonly [readonly string[], RegExp])[] = [
  [['--state', 'opened'], /--state is opened\. Did you mean open\?.* It must be open or acknowledged/],
  [['--rule', 'probin'], /--rule is probin\. Did you mean probing\?/],
  [['--mute-rule', 'all'], /--mute-rule is all\./],
  [['--entity', '192.0.2.1'], /--entity has no effect alone\. Name a rule/],
  [['--mute', 'a', '--entity', '192.0.2.1'], /--entity would have no effect together with --mute/],
  [['--resolve', 'a', '--state', 'all'], /--state would have no effect together with --resolve/],
  [['--resolve', 'a', '--mute', 'b'], /--resolve and --mute cannot be combined/],
  [['--mute-rule', 'probing', '--unmute-rule', 'probing'], /--mute-rule and --unmute-rule cannot be combined/],
  [['--stage', 'dev', '--data', 'x'], /--data would have no effect together with --stage/],
  [['--stage', 'Dev'], /--stage is Dev/],
];

for (const [args, message] of wrong) {
  test(`findings ${args.join(' ')} is refused in a sentence`, async () => {
    await assert.rejects(findings.run(args), { code: 'USAGE_INVALID', message });
  });
}
