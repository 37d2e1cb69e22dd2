#!/usr/bin/env node
// The command `kafkainsight`: installs what is missing and runs cli/main.ts on the project's own Node, whatever Node the system has.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, realpathSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureModules, projectNode } from '../local/setup/modules.mjs';
import { isBundle, scriptOf } from './bundled.mjs';

// the one question that needs nothing installed
if (['--version', '-V'].includes(process.argv[2] ?? '')) {
  console.log(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version);
  process.exit();
}
ensureModules();

// Node keeps what it has compiled: reading and stripping our types again takes half a second of the processor, and leaves slower code behind
// (its WebAssembly detaches a buffer, after which V8 asks at each access to a byte whether its buffer is still there)
const compiled = fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url));
const script = scriptOf(process.argv[2]);

// npx runs us on the project's own Node: what only reads lines needs no second process, and starts in two thirds of the time
if (isBundle(script) && process.execPath === realpathSync(projectNode)) {
  module.enableCompileCache(compiled);
  await import(pathToFileURL(script).href);
} else {
  runSeparately(script);
}

/** @param {string} script */
function runSeparately(script) {
  const tether = fileURLToPath(new URL('../local/engines/tether.sh', import.meta.url));
  // the young generation of functions (core/limits.ts, MAX_SEMI_SPACE_MIB): with V8's default it takes 117 MB more
  const young = '--max-semi-space-size=8';
  const child = spawn(tether, ['process', projectNode, young, script, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env: { NODE_COMPILE_CACHE: compiled, ...process.env },
  });

  // A terminal sends Ctrl-C to the command as well as to us: passing it on would deliver it twice.
  process.on('SIGINT', () => hasTerminal() || child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));

  child.on('error', (error) => {
    console.error(
      `KafkaInsight could not be started: ${error.message}. It runs on Linux and macOS; on Windows use WSL.`,
    );
    process.exitCode = 1;
  });
  child.stdio[3].on('error', () => undefined);
  child.on('exit', (code, signal) => {
    child.stdio[3].end('ended\n');
    if (signal === null) {
      process.exitCode = code ?? 1;
      return;
    }
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function hasTerminal() {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
