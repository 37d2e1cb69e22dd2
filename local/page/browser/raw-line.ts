import { shareText } from '../../../core/wording.ts';
import { extentOf } from '../../raw-line/extent.ts';
import type { RawLineAnswer } from '../protocol.ts';
import { button, element } from './dom.ts';
import { askForSteps } from './questions.ts';
import { count, visible } from './text.ts';

/**
 * Shows a line as it is in its object, and how far the reading of a compressed one is. Reading ends once something else is shown there.
 *
 * @param below where it is shown
 */
export async function showRawLine(below: HTMLElement, id: string): Promise<void> {
  const status = element('p', { class: 'line-said', text: 'Reading …', attributes: { role: 'status' } });
  below.replaceChildren(status);
  const asking = new AbortController();
  try {
    for await (const answer of askForSteps('raw-line', { line: id }, asking.signal)) {
      if (!status.isConnected) break;
      if (answer.kind === 'progress') status.textContent = `Reading: ${shareText(answer.readBytes, answer.ofBytes)}`;
      else if (answer.kind === 'error') status.textContent = answer.message;
      else below.replaceChildren(...rawLineElements(answer));
    }
  } catch (error) {
    status.textContent = error instanceof Error ? error.message : String(error);
  } finally {
    asking.abort();
  }
}

function rawLineElements(line: Extract<RawLineAnswer, { readonly kind: 'line' }>): HTMLElement[] {
  const { key, offset, text, shownBytes } = line;
  const facts = [`${visible(key)}, byte ${count(offset)}`, ...extentOf(line, shownBytes)];
  const copy = button('Copy the raw line', () => void copyText(text, copy));
  return [
    element('p', { class: 'line-said' }, [element('span', { text: `${facts.join(' · ')} ` }), copy]),
    element('pre', {
      class: 'raw-line',
      text: text.split('\n').map(visible).join('\n'),
      attributes: { tabindex: '0', role: 'group', 'aria-label': 'The raw line' },
    }),
  ];
}

/** Copies a text, and says on the button that asked for it whether that worked. */
export async function copyText(text: string, told: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    told.textContent = 'Copied';
  } catch {
    told.textContent = 'The browser does not allow copying';
  }
}
