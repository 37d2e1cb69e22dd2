import { readFileSync } from 'node:fs';
import path from 'node:path';
import { KafkaInsightError } from '../../core/errors.ts';
import { type NetworkTable, openNetworks } from '../../core/networks/network-table.ts';

/**
 * Opens the table of networks in a file when it is first needed, once per process. A relative name is that of a file next to the
 * function's bundle.
 *
 * @throws KafkaInsightError CONFIGURATION_INVALID when it is needed and cannot be read
 */
export function networkTableLoader(file: string): () => NetworkTable {
  let table: NetworkTable | undefined;
  return () => (table ??= open(file));
}

function open(file: string): NetworkTable {
  try {
    return openNetworks(readFileSync(path.resolve(import.meta.dirname, file)));
  } catch (error) {
    throw new KafkaInsightError(
      'CONFIGURATION_INVALID',
      `NETWORKS_FILE is ${JSON.stringify(file)}, which cannot be read as a table of networks (${String(error)}). It must be a file that this version packed: deploy again.`,
      { cause: error },
    );
  }
}
