import type { Saml, Stage } from './stage.ts';

/** The element that describes one provider, under any prefix, and its name (SAML 2.0 Metadata, 2.3.2). */
const DESCRIPTOR = /<(?:[\w.-]+:)?EntityDescriptor\b[^>]*?\sentityID\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
/** API reference of Amazon OpenSearch Service, SAMLIdp. */
const ENTITY_ID_CHARACTERS = { least: 8, most: 512 };
const METADATA_CHARACTERS = 1_048_576;

/** The provider's name in its metadata; undefined where they describe none, or several. */
export function entityIdOf(metadata: string): string | undefined {
  const [found, ...others] = metadata.matchAll(DESCRIPTOR);
  return others.length > 0 ? undefined : (found?.[1] ?? found?.[2]);
}

/** What is wrong with how people sign in. */
export function samlRules({ search: { saml } }: Stage): readonly string[] {
  if (saml === undefined) return [];
  return [
    ...metadataRules(saml),
    ...(saml.rolesAttribute.trim() === ''
      ? ['search.saml.rolesAttribute is empty; write the attribute of the assertion that holds the groups']
      : []),
    ...([...saml.readers, ...saml.admins].some((group) => group.trim() === '')
      ? ['search.saml.readers or admins hold an empty name; write groups as the assertion spells them']
      : []),
    ...(saml.readers.length + saml.admins.length > 0
      ? []
      : ['search.saml.readers and admins are empty: nobody who signs in could do anything']),
    ...saml.readers
      .filter((group) => saml.admins.includes(group))
      .map((group) => `search.saml.readers and admins both hold "${group}"; name it once`),
  ];
}

function metadataRules({ metadata }: Saml): string[] {
  if (metadata === undefined) return [];
  const entityId = entityIdOf(metadata);
  if (entityId === undefined) {
    return ['search.saml.metadata describes no provider, or several; it must have one EntityDescriptor with entityID'];
  }
  const { least, most } = ENTITY_ID_CHARACTERS;
  return [
    ...(entityId.length >= least && entityId.length <= most
      ? []
      : [
          `search.saml.metadata has the entityID "${entityId}"; OpenSearch Service accepts ${least} to ${most} characters`,
        ]),
    ...(metadata.length <= METADATA_CHARACTERS
      ? []
      : [`search.saml.metadata has ${metadata.length} characters; OpenSearch Service accepts ${METADATA_CHARACTERS}`]),
  ];
}
