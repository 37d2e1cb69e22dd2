/** The encoder of the README's animation, as a browser decodes it (WebCodecs, ImageDecoder). */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page as Tab } from 'playwright-core';
import { createRandom, whole } from '../../generator/random.ts';
import { launchChromium } from '../../local/page/chromium.ts';
import { encodeGif, type Frame } from '../../local/page/gif.ts';

/** Large enough that the dictionary of LZW is full several times. */
const [WIDTH, HEIGHT] = [301, 203];

let browser: Browser;
let tab: Tab;

before(async () => {
  browser = await launchChromium();
  tab = await (await browser.newContext()).newPage();
  // ImageDecoder is for secure contexts only
  await tab.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
  await tab.goto('https://kafkainsight.example/');
});

after(() => browser.close());

/** Noise in 250 colours, fewer than a palette has. */
function noise(seed: number, millis: number): Frame {
  const random = createRandom(seed, 'gif');
  const pixels = new Uint8Array(4 * WIDTH * HEIGHT).fill(255);
  for (let at = 0; at < pixels.length; at += 4) {
    const value = whole(random, 0, 250);
    pixels.set([value, (7 * value) % 256, 255 - value], at);
  }
  return { pixels, millis };
}

function withBox({ pixels }: Frame, millis: number): Frame {
  const changed = Uint8Array.from(pixels);
  for (let row = 50; row < 60; row++)
    for (let column = 20; column < 40; column++) changed.set([0, 0, 255], 4 * (row * WIDTH + column));
  return { pixels: changed, millis };
}

async function decode(gif: Buffer): Promise<readonly Frame[]> {
  const decoded = await tab.evaluate<readonly { pixels: string; millis: number }[]>(`(async () => {
    const decoder = new ImageDecoder({ type: 'image/gif', data: Uint8Array.fromBase64('${gif.toString('base64')}') });
    await Promise.all([decoder.tracks.ready, decoder.completed]);
    const frames = [];
    for (let frameIndex = 0; frameIndex < decoder.tracks.selectedTrack.frameCount; frameIndex++) {
      const { image } = await decoder.decode({ frameIndex });
      const context = new OffscreenCanvas(image.displayWidth, image.displayHeight).getContext('2d');
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.displayWidth, image.displayHeight);
      frames.push({ pixels: new Uint8Array(data.buffer).toBase64(), millis: image.duration / 1000 });
    }
    return frames;
  })()`);
  return decoded.map(({ pixels, millis }) => ({ pixels: Uint8Array.from(Buffer.from(pixels, 'base64')), millis }));
}

test('frames come back as they were: the first, one with a small change, one without, one that is all new', async () => {
  const first = noise(1, 500);
  const frames = [first, withBox(first, 700), withBox(first, 100), noise(2, 300)];
  const decoded = await decode(encodeGif(WIDTH, HEIGHT, frames));
  assert.equal(decoded.length, frames.length);
  for (const [at, { pixels, millis }] of frames.entries()) {
    assert.equal(decoded[at]?.millis, millis);
    assert.ok(Buffer.compare(pixels, decoded[at].pixels) === 0, `frame ${at} differs`);
  }
});
