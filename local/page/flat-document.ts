import { logFields } from '../../core/fields.ts';

/**
 * A document by its dotted names, in their order. One that the engine has made again from its values comes as objects in each other, empty
 * ones among them; an object that is a field's own value stays.
 */
export function flatDocument(source: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(leavesOf(source, '').toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function leavesOf(object: object, prefix: string): [string, unknown][] {
  return Object.entries(object).flatMap(([key, value]: [string, unknown]): [string, unknown][] => {
    const name = prefix + key;
    const isField = Object.hasOwn(logFields, name) || typeof value !== 'object' || value === null;
    return isField || Array.isArray(value) ? [[name, value]] : leavesOf(value, `${name}.`);
  });
}
