import { existsSync, readFileSync } from 'node:fs';

const STATUS = '/proc/self/status';

/**
 * The peak memory of this process (resident set), in KiB. Linux has it in /proc; `maxRSS` also counts what the process
 * held that started this one too, as far as it was more.
 */
export function peakKib(): number {
  if (!existsSync(STATUS)) return process.resourceUsage().maxRSS;
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(STATUS, 'utf8'))?.[1]);
}
