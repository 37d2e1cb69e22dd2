import { printable, printed } from '../printable.ts';
import { pick, whole, zipf } from '../random.ts';
import type { Scene } from '../scene.ts';
import { chooseHabit, type Habit, severities } from './habits.ts';

const chooseHost = zipf(['app-1', 'app-2', 'app-3', 'app-4'].map(printable), 0.1);

/** Facilities local0 to local3 (RFC 5424, table 1). */
const orders = { facility: 16, program: printed`order-service`, processId: 1873 };
const payments = { facility: 17, program: printed`payment-service`, processId: 1904 };
const search = { facility: 18, program: printed`search-service`, processId: 2031 };
const stock = { facility: 19, program: printed`stock-sync`, processId: 1650 };

const STATES = ['paid', 'packed', 'shipped'].map(printable);

const habits: readonly Habit[] = [
  {
    daemon: orders,
    severity: 'informational',
    messageId: printed`ORDER`,
    text: (random) => printed`Order ${whole(random, 500_000, 999_999)} moved to state ${pick(random, STATES)}`,
    weight: 26,
  },
  {
    daemon: search,
    severity: 'informational',
    messageId: printed`QUERY`,
    text: (random) => printed`Query answered in ${whole(random, 3, 90)} ms with ${whole(random, 0, 240)} hits`,
    weight: 36,
  },
  {
    daemon: stock,
    severity: 'informational',
    messageId: printed`SYNC`,
    text: (random) => printed`Synchronised ${whole(random, 10, 900)} stock levels in ${whole(random, 40, 800)} ms`,
    weight: 20,
  },
  {
    daemon: payments,
    severity: 'notice',
    messageId: printed`DECLINED`,
    text: (random) => printed`Card declined for order ${whole(random, 500_000, 999_999)}: insufficient funds`,
    weight: 5,
  },
  {
    daemon: payments,
    severity: 'warning',
    messageId: printed`SLOW`,
    text: (random) => printed`Provider answered after ${whole(random, 2_000, 6_000)} ms`,
    weight: 3,
  },
  {
    daemon: stock,
    severity: 'error',
    messageId: printed`SYNC_FAILED`,
    text: () => printed`Warehouse did not answer, next attempt in 60 s`,
    weight: 0.6,
  },
];
const choose = chooseHabit(habits);

/** One message of one of the shop's own services (RFC 5424). */
export function serviceSpeaks({ journal, random }: Scene, startMillis: number): void {
  const { daemon, severity, messageId, text } = choose(random);
  const host = chooseHost(random);
  journal.message(
    { ...daemon, format: 'rfc5424', host },
    { timeMillis: startMillis, severity: severities[severity], messageId, message: text(random) },
  );
}
