import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { suite, test } from 'node:test';
import { accepts, parseLine } from '../test/helpers/parse-line.ts';
import { formatNames, formatTable, storyFormats } from './format-table.ts';
import { detectFormat } from './formats/detect.ts';
import { structuredFormats } from './formats/registry.ts';
import { DATASET_PATTERN, datasets } from './names.ts';

suite('the table of formats', () => {
  test('has a line of each format, which is detected and read as one', () => {
    for (const name of formatNames) {
      const { example, dataset } = formatTable[name];
      assert.equal(detectFormat(Buffer.from(example)), name);
      assert.ok(accepts(name, example), name);
      assert.equal(parseLine(name, example, { format: name })['event.dataset'], dataset, name);
    }
  });

  test('has a dataset of each format, part of the name of an index', () => {
    for (const name of formatNames) assert.ok(datasets.includes(formatTable[name].dataset), name);
    for (const dataset of datasets) assert.match(dataset, DATASET_PATTERN);
    assert.equal(new Set(datasets).size, datasets.length);
  });

  test('has one last resort, text', () => {
    assert.deepEqual(
      formatNames.filter((name) => !structuredFormats.some((format) => format.name === name)),
      ['text'],
    );
  });

  test('says of which formats there are samples', () => {
    for (const name of formatNames) {
      assert.equal(
        existsSync(`local/sample-logs/${name}.log`),
        storyFormats.some((story) => story === name),
        name,
      );
    }
  });
});
