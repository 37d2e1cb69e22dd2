import { existsSync, readFileSync } from 'node:fs';

const STATUS = '/proc/self/status';

/**
 * The most memory that this process ever held (resident set), in KiB. Linux tells it by itself; in `maxRSS` it counts what the process
 * held that started this one too, as far as it was more.
 */
export function peakKib(): number {
  if (!existsSync(STATUS)) return process.resourceUsage().maxRSS;
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(STATUS, 'utf8'))?.[1]);
}
