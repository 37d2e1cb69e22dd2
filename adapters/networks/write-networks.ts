/** Copies the table of networks to where it is to be deployed: `node write-networks.ts FILE`. */
import { copyFileSync } from 'node:fs';
import { networkFile } from './network-file.ts';

const [file = ''] = process.argv.slice(2);
copyFileSync(networkFile(), file);
