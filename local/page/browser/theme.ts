import type { Palette } from '../../../dashboards/legend.ts';

/** How the page looks: as the system does, or as the reader chose. */
export type Theme = 'auto' | 'light' | 'dark';

const KEY = 'kafkainsight.theme';
const themes: readonly Theme[] = ['auto', 'light', 'dark'];
const CATEGORIES = 10;

/** The theme that was chosen last. */
export function chosenTheme(): Theme {
  const stored = localStorage.getItem(KEY);
  return themes.find((theme) => theme === stored) ?? 'auto';
}

/** Puts on a theme and keeps it for the next visit. */
export function applyTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme);
  document.documentElement.dataset['theme'] = theme;
}

/** The theme that a press of the button leads to. */
export function nextTheme(theme: Theme): Theme {
  return themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'auto';
}

/** The colours of the style sheet, for what is drawn. */
export function palette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const categories = Array.from({ length: CATEGORIES - 1 }, (_, index) => colour(`category-${index + 2}`));
  return {
    background: colour('panel'),
    text: colour('muted'),
    faint: colour('faint'),
    grid: colour('grid'),
    tones: { good: colour('good'), warning: colour('warning'), bad: colour('bad') },
    categories: [colour('category-1'), ...categories],
  };
}
