import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Browser, Locator, Page as Tab } from 'playwright-core';
import type { PrintedLine } from './first-start.ts';
import type { Frame } from './gif.ts';

const CAPTION_HEIGHT = 40;
/** Pixels of what is below the caption: the terminal or the page. */
export const PICTURE = { width: 960, height: 560 } as const;

/** The frames of an animation while they are taken, each with a caption above a terminal or above a browser's tab. */
export interface Film {
  readonly width: number;
  readonly height: number;
  readonly frames: readonly Frame[];
  caption(text: string): Promise<void>;
  /** Types a command into the terminal. */
  type(command: string): Promise<void>;
  print(lines: readonly PrintedLine[]): Promise<void>;
  /** Shows a tab as it looks now. */
  show(tab: Tab, millis: number): Promise<void>;
  /** Scrolls until the panel is at the top, in steps. */
  scrollTo(tab: Tab, panel: Locator): Promise<void>;
  /** Moves a pointer there, and clicks. */
  click(tab: Tab, target: Locator): Promise<void>;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const KEY_MILLIS = 50;
const LINE_MILLIS = 150;
const STEP_MILLIS = 60;
const READ_MILLIS = 900;
const STEPS = 5;
/** The line of progress, which a terminal shows in place: what follows replaces it. */
const PROGRESS = ' · waiting: ';
/** Room that the page's own head takes when it is scrolled. */
const HEAD_PIXELS = 90;

/** Opens the tab in which frames are put together. */
export async function createFilm(browser: Browser): Promise<Film> {
  const [width, height] = [PICTURE.width, PICTURE.height + CAPTION_HEIGHT];
  const context = await browser.newContext({ viewport: { width, height } });
  const screen = await context.newPage();
  await screen.setContent(html());
  const frames: Frame[] = [];
  let terminal = '';
  let pointer: Point = { x: PICTURE.width / 2, y: PICTURE.height / 2 };

  const take = async (millis: number): Promise<void> => {
    addFrame(frames, { pixels: await pixelsOf(screen, await screen.screenshot()), millis });
  };

  async function write(text: string, millis: number): Promise<void> {
    terminal += text;
    await call(screen, 'write', terminal);
    await take(millis);
  }

  async function print({ text }: PrintedLine): Promise<void> {
    if (!text.includes(PROGRESS)) return write(`${text}\n`, LINE_MILLIS);
    await call(screen, 'write', terminal + text);
    await take(LINE_MILLIS);
  }

  async function show(tab: Tab, millis: number): Promise<void> {
    await call(screen, 'show', (await tab.screenshot()).toString('base64'));
    await take(millis);
  }

  return {
    width,
    height,
    frames,
    show,
    caption: (text) => call(screen, 'caption', text),
    type: async (command) => {
      await write(terminal === '' ? '$ ' : '\n$ ', READ_MILLIS);
      for (const pair of command.match(/..?/g) ?? []) await write(pair, KEY_MILLIS);
      await write('\n', READ_MILLIS);
    },
    print: async (lines) => {
      for (const line of lines) await print(line);
      await take(READ_MILLIS);
    },
    scrollTo: async (tab, panel) => {
      const top = (await panel.boundingBox())?.y ?? 0;
      for (let step = 1; step <= STEPS; step++) {
        await tab.evaluate(`window.scrollBy(0, ${Math.round((top - HEAD_PIXELS) / STEPS)})`);
        await show(tab, STEP_MILLIS);
      }
    },
    click: async (tab, target) => {
      const to = await middleOf(target);
      for (const point of pointsBetween(pointer, to)) {
        await call(screen, 'point', point);
        await show(tab, STEP_MILLIS);
      }
      pointer = to;
      await take(READ_MILLIS);
      await target.click();
    },
  };
}

/** A frame that equals the one before makes that last longer. */
function addFrame(frames: Frame[], { pixels, millis }: Frame): void {
  const last = frames.at(-1);
  if (last !== undefined && Buffer.compare(last.pixels, pixels) === 0)
    frames[frames.length - 1] = { pixels, millis: last.millis + millis };
  else frames.push({ pixels, millis });
}

function pointsBetween(from: Point, to: Point): readonly Point[] {
  const shares = Array.from({ length: STEPS }, (_, step) => (step + 1) / STEPS);
  return shares.map((share) => ({ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }));
}

/** Where to click: not too far to the right in a wide line. */
async function middleOf(target: Locator): Promise<Point> {
  const box = await target.boundingBox();
  if (box === null) throw new Error('There is nothing to click.');
  return { x: box.x + Math.min(box.width / 2, 120), y: box.y + box.height / 2 };
}

/** Calls one of the functions that the film's own script defines. */
async function call(screen: Tab, name: string, argument: unknown): Promise<void> {
  await screen.evaluate(`${name}(${JSON.stringify(argument)})`);
}

/** The browser decodes its own picture: four bytes for each pixel. */
async function pixelsOf(screen: Tab, png: Buffer): Promise<Uint8Array> {
  return Buffer.from(await screen.evaluate<string>(`pixelsOf("${png.toString('base64')}")`), 'base64');
}

/** A monospaced font of the system, since the Chromium that comes as a package sees none of the system's fonts. */
function terminalFont(): string {
  const { stdout } = spawnSync('fc-match', ['--format=%{file}', 'monospace'], { encoding: 'utf8' });
  if (!/\.[ot]tf$/.test(stdout)) return '';
  const bytes = readFileSync(stdout).toString('base64');
  return `@font-face { font-family: Terminal; src: url("data:font/ttf;base64,${bytes}"); }`;
}

function html(): string {
  return `<!doctype html><meta charset="utf-8"><style>${terminalFont()}
    * { margin: 0; box-sizing: border-box; }
    body { background: #0f141a; color: #e3e9ef; font: 16px system-ui, sans-serif; overflow: hidden; }
    header { display: flex; align-items: center; gap: 12px; height: ${CAPTION_HEIGHT}px; padding: 0 18px; background: #1f66ad; color: #fff; }
    header b { flex: 1; font-size: 17px; }
    main { position: relative; height: ${PICTURE.height}px; overflow: hidden; }
    [hidden] { display: none; }
    pre { padding: 16px 18px; font: 14px/21px Terminal, monospace; white-space: pre-wrap; position: absolute; bottom: 0; min-height: 100%; }
    img { position: absolute; top: 0; left: 0; }
    svg { position: absolute; }
  </style>
  <header><b></b><span>time-lapse</span></header>
  <main><pre></pre><img hidden><svg width="22" height="30" viewBox="0 0 22 30" hidden>
    <path d="M2 2v22l6-5 4 9 4-2-4-8h8z" fill="#18222d" stroke="#fff" stroke-width="1.5"/></svg></main>
  <script>
    const at = (name) => document.querySelector(name);
    const caption = (text) => { at('header b').textContent = text; };
    const write = (text) => { at('pre').textContent = text; };
    const picture = async (image, png) => { image.src = 'data:image/png;base64,' + png; await image.decode(); return image; };
    const show = async (png) => { (await picture(at('img'), png)).hidden = false; };
    const point = ({ x, y }) => {
      at('svg').removeAttribute('hidden');
      at('svg').style.transform = 'translate(' + x + 'px,' + y + 'px)';
    };
    const pixelsOf = async (png) => {
      const image = await picture(new Image(), png);
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext('2d');
      context.drawImage(image, 0, 0);
      return new Uint8Array(context.getImageData(0, 0, image.width, image.height).data.buffer).toBase64();
    };
  </script>`;
}
