/** The saved objects in the servers that they are for, where such are named; what is not named is skipped, and the test says so. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exportFile, savedObjects } from '../../dashboards/saved-objects/export.ts';
import { shopSite } from '../helpers/shop-site.ts';
import { products, productServer } from './servers.ts';

for (const product of products)
  for (const [of, site] of [
    ['no site', undefined],
    ['the shop', shopSite],
  ] as const)
    test(`${product}: the dashboards of ${of} are imported, and again over themselves; each object is there`, async (context) => {
      const server = productServer(product);
      if (typeof server === 'string') {
        context.skip(server);
        return;
      }
      try {
        assert.equal(server.platform, product);
        await server.import(exportFile(product, site));
        await server.import(exportFile(product, site));
        for (const { type, id, attributes } of savedObjects(product, site)) {
          const found = await server.attributesOf(type, id);
          assert.ok(found, `${type} ${id}`);
          assert.equal(found['title'], attributes['title'], `${type} ${id}`);
        }
      } finally {
        await server.close();
      }
    });
