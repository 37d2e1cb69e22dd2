import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { StoryFormat } from '../core/format-table.ts';
import { createChunk } from './chunk.ts';
import type { LogSink, WrittenLogs } from './log-sink.ts';

/** Writes the lines of all formats to one stream, in order of time. */
export function createLogStream(stream: Writable, gzip: boolean): LogSink {
  const written = new Map<StoryFormat, WrittenLogs>();
  const chunk = createChunk((bytes) => {
    // The chunk's memory is reused while the stream still holds it.
    stream.write(gzip ? gzipSync(bytes) : Buffer.from(bytes));
  }, gzip);
  return {
    written,
    write(format, line) {
      let sums = written.get(format);
      if (sums === undefined) written.set(format, (sums = { lines: 0, bytes: 0, files: 0 }));
      sums.lines += 1;
      sums.bytes += line.length + 1;
      chunk.add(line);
    },
    async drain() {
      if (stream.writableNeedDrain) await once(stream, 'drain');
    },
    complete: () => {
      chunk.flush();
    },
    discard: () => undefined,
  };
}
