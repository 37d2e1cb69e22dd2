import { type Printable, printable, printed } from '../printable.ts';
import { pick, type Random, whole } from '../random.ts';

const FIRST_NAMES =
  'anna ben carla david elena felix gina hugo ida jan katja leo mara nico olga paul rosa sam tina urs vera wim yara zoe alice boris chloe dario emma finn greta henri ines jonas kim lars mia noah oscar petra quentin rahel simon tamara ursula valerie walter xenia yves'
    .split(' ')
    .map(printable);
const LAST_NAMES =
  'keller meier schmid weber huber moser graf frei roth baumann fischer brunner gerber widmer zimmermann suter lehmann bosshard kunz hess arnold berger novak rossi bianchi moreau dubois laurent garcia lopez silva costa jensen nielsen larsen berg smith jones taylor brown wilson walker young clark hall wright green baker adams'
    .split(' ')
    .map(printable);

/** An account's name as shops let people choose them: `anna.keller`, `ben.moser84`. */
export function accountName(random: Random): Printable {
  return printed`${pick(random, FIRST_NAMES)}.${pick(random, LAST_NAMES)}${whole(random, 1, 1000)}`;
}
