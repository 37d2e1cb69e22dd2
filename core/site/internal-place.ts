/** `source.geo.name` of addresses in the site's own networks: they are named, not located. */
export const INTERNAL_PLACE = 'internal';
