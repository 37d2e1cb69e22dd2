import type { Palette } from '../../../dashboards/legend.ts';

/** The page's colours: the system's, or the reader's choice. */
export type Theme = 'auto' | 'light' | 'dark';

const KEY = 'kafkainsight.theme';
const themes: readonly Theme[] = ['auto', 'light', 'dark'];
const CATEGORIES = 10;

export function chosenTheme(): Theme {
  const stored = localStorage.getItem(KEY);
  return themes.find((theme) => theme === stored) ?? 'auto';
}

/** Applies a theme and saves it for the next visit. */
export function applyTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme);
  document.documentElement.dataset['theme'] = theme;
}

/** The theme that the next click on the button selects. */
export function nextTheme(theme: Theme): Theme {
  return themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'auto';
}

/** The style sheet's colours, for charts. */
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
