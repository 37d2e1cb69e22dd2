import { fileURLToPath } from 'node:url';
import { timedProgram } from '../child.ts';
import type { LineFile } from '../lines/line-files.ts';
import type { Contender } from './contender.ts';

const COMMAND = fileURLToPath(new URL('../../bin/kafkainsight.mjs', import.meta.url));

/** `kafkainsight parse` of a file into a pipe. */
export function wholeProcess(
  { path: file, format, lines }: LineFile,
  isEnriched: boolean,
  peerTarget: number,
): Contender {
  const options = isEnriched ? [] : ['--no-enrichment'];
  const script = '"$1" "$2" parse "${@:4}" "$3" 2>/dev/null | wc -l';
  return {
    measurement: {
      name: `whole parse ${format}${isEnriched ? ' enriched' : ''}`,
      unit: 'thousand lines a CPU-second',
      better: 'more',
      peerTarget,
    },
    async measure() {
      const { cpuSeconds, output } = await timedProgram([
        ...['bash', '-c', script, 'bash', process.execPath, COMMAND, file],
        ...options,
      ]);
      return { samples: [lines / 1000 / cpuSeconds], said: { note: `${Number(output)} of ${lines} written` } };
    },
  };
}
