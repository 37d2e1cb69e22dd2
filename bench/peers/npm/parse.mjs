/** Parses each line of a file by a parser from npm and makes JSON of what it returns; prints how many lines it parsed. */
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(import.meta.url);
const [name, format, file] = process.argv.slice(2);
const parse = parser();
let parsed = 0;
let bytes = 0;
for await (const line of createInterface({ input: createReadStream(file) })) {
  let fields;
  try {
    fields = parse(line);
  } catch {
    continue;
  }
  if (!fields) continue;
  parsed++;
  bytes += JSON.stringify(fields).length;
}
console.log(bytes > 0 ? parsed : 0);

function parser() {
  switch (name) {
    case 'alpine': {
      const Alpine = require('alpine');
      const alpine = new Alpine(format === 'apache_combined' ? Alpine.LOGFORMATS.COMBINED : Alpine.LOGFORMATS.CLF);
      return (line) => alpine.parseLine(line);
    }
    case 'clf-parser': {
      const clf = require('clf-parser');
      return (line) => clf(line);
    }
    case 'nsyslog-parser': {
      const nsyslog = require('nsyslog-parser');
      return (line) => nsyslog(line);
    }
    default: {
      const { Parse } = require('glossy');
      return (line) => Parse.parse(line);
    }
  }
}
