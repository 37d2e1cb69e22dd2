/** More of a stack trace is not looked at. */
export const MAX_TRACE_BYTES = 4096;
/** So many frames say where an exception is from, and no more: what called them may be anything. */
const MAX_FRAMES = 3;

/** The function of a frame, or its file and function, in the words of each language. */
const frames: readonly RegExp[] = [
  // Python: `File "/srv/shop/cart.py", line 12, in add`
  /^\s+File "(?:[^"]*[\\/])?([^"\\/]+)", line \d+, in (\S+)/,
  // Java, .NET: `at org.example.Cart.add(Cart.java:12)`; Node: `at async Cart.add (/srv/cart.js:12:3)`
  /^\s+at (?:async )?(?:new )?([^\s(]+?) ?\(/,
  // Node, where a function has no name: `at /srv/cart.js:12:3`
  /^\s+at (?:async )?(?:\S*[\\/])?([^\s\\/:()]+):\d+:\d+/,
  // Ruby: `from /srv/cart.rb:12:in 'add'`
  /^\s+from (?:[^\s:]*\/)?([^\s/:]+):\d+:in [`']?([^\s`']+)/,
  // PHP: `#0 /srv/cart.php(12): Cart->add()`
  /^#\d+ \S+\(\d+\): ([^\s(]+)\(/,
  // Go: `main.(*Cart).add(0x1, ...)`, and its place in the next line
  /^(?:[^\s(]*\/)?([\w.$-]+(?:\(\*?[\w.]+\)[\w.$-]+)*)\(.*\)$/,
];
/** More of a line is not looked at: expressions that backtrack take quadratic time at most. */
const MAX_FRAME_CHARACTERS = 512;
/** Frames of languages and libraries, which are in the traces of anybody. */
const LIBRARY = new RegExp(
  String.raw`(?:^|[\s/("'\\])(?:java|javax|jakarta|jdk|sun|com\.sun|kotlin|kotlinx|scala|groovy|org\.springframework|org\.apache|org\.hibernate|` +
    String.raw`org\.eclipse|org\.junit|io\.netty|reactor|System|Microsoft|runtime|net/http|internal|node:\w+)[.:/]|` +
    String.raw`node_modules|site-packages|dist-packages|[\\/]lib[\\/]python|[\\/]gems[\\/]|[\\/]vendor[\\/]`,
);
const PYTHON_FRAME = /^\s+File "/m;
/** What a compiler counts, and where something is in memory. */
const NUMBERS = /0x[\da-f]+|\d+/gi;

/**
 * Where an exception is from: the functions that were called last, of the application's where the trace has any. Places in files are left
 * out, since they change with every release.
 *
 * @param trace the beginning of the stack trace
 */
export function topFrames(trace: string): readonly string[] {
  const found = trace.split('\n').flatMap((whole) => {
    const line = whole.slice(0, MAX_FRAME_CHARACTERS);
    const name = frameName(line);
    return name === undefined ? [] : [{ name, isLibrary: LIBRARY.test(line) }];
  });
  // Python names the last call last
  if (PYTHON_FRAME.test(trace)) found.reverse();
  const own = found.filter(({ isLibrary }) => !isLibrary);
  return (own.length > 0 ? own : found).slice(0, MAX_FRAMES).map(({ name }) => name);
}

function frameName(line: string): string | undefined {
  for (const pattern of frames) {
    const groups = pattern.exec(line);
    if (groups !== null) return groups.slice(1).filter(Boolean).join(':').replaceAll(NUMBERS, '');
  }
  return undefined;
}
